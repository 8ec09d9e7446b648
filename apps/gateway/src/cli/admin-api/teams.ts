import { UsageError } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { type Action, cellsOf, listOf, pathOf, runAction, texts, textOf } from './action.ts'
import type { Answer } from './admin-client.ts'
import { boundChanges, boundOptions, boundsIn } from './bounds.ts'

const actions: Readonly<Record<string, Action>> = {
  create: {
    options: { ...texts('name'), ...boundOptions },
    async run(client, positionals, values) {
      const [id, ...more] = positionals
      if (id === undefined || more.length > 0) throw new UsageError('Name the team: teams create research.')
      const name = textOf(values, 'name')
      const body = { id, ...(name === undefined ? {} : { name }), ...boundsIn(values) }
      return (await client())('POST', '/teams', body)
    },
  },
  list: listOf('/teams'),
  change: {
    options: boundChanges,
    async run(client, positionals, values) {
      const path = pathOf('/teams', positionals, 'teams change research.')
      const body = boundsIn(values)
      if (Object.keys(body).length === 0)
        throw new UsageError('Say what is to change: --limit, --budget, --no-limits, --no-budgets.')
      return (await client())('PATCH', path, body)
    },
  },
  delete: {
    options: {},
    run: async (client, positionals) => {
      const path = pathOf('/teams', positionals, 'teams delete research.')
      return { ...(await (await client())('DELETE', path)), deleted: true }
    },
  },
}

/** The teams of a gateway that runs. */
export function run(args: readonly string[]): Promise<number> {
  return runAction(actions, args, show)
}

function show(answer: Answer): void {
  const { data, id, name, deleted } = answer
  if (Array.isArray(data)) {
    const rows = (data as readonly Answer[]).map(row => cellsOf(row, ['id', 'name', 'created_at']))
    print(columns([['ID', 'NAME', 'MADE'], ...rows]))
  } else print(`${String(id)} (${String(name)}) is ${deleted ? 'deleted' : 'there'}.`)
}
