import { UsageError } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { type Action, cellsOf, pathOf, runAction, texts, textOf } from './action.ts'
import type { Answer } from './admin-client.ts'
import { boundChanges, boundOptions, boundsIn } from './bounds.ts'
import { timeOf } from './duration.ts'
import { secretActions } from './secret-actions.ts'
import { showNew } from './show-new.ts'

const scopes = ['capabilities', 'kinds', 'models', 'routes', 'channels'] as const

const actions: Readonly<Record<string, Action>> = {
  create: {
    options: { ...texts('name', 'team', 'channel', 'expires', ...scopes), ...boundOptions },
    async run(client, positionals, values) {
      const name = textOf(values, 'name')
      if (name === undefined || positionals.length > 0)
        throw new UsageError('Name the key: keys create --name my-app.')
      const lists = scopes.flatMap(scope => {
        const list = textOf(values, scope)
        return list === undefined ? [] : [[scope, list.split(',').map(one => one.trim())] as const]
      })
      const [team, channel, expires] = ['team', 'channel', 'expires'].map(option => textOf(values, option))
      const body = {
        name,
        ...Object.fromEntries(lists),
        ...(team === undefined ? {} : { team }),
        ...(channel === undefined ? {} : { channel }),
        ...(expires === undefined ? {} : { expires_at: timeOf(expires, 'expires') }),
        ...boundsIn(values),
      }
      return (await client())('POST', '/keys', body)
    },
  },
  change: {
    options: boundChanges,
    async run(client, positionals, values) {
      const path = pathOf('/keys', positionals, 'keys change key_... (keys list tells them).')
      const body = boundsIn(values)
      if (Object.keys(body).length === 0)
        throw new UsageError('Say what is to change: --limit, --budget, --no-limits, --no-budgets.')
      return (await client())('PATCH', path, body)
    },
  },
  ...secretActions('keys', 'key_...'),
}

/** The keys of a gateway that runs. */
export function run(args: readonly string[]): Promise<number> {
  return runAction(actions, args, show)
}

function show(answer: Answer): void {
  const { data, id, name, status } = answer
  if (Array.isArray(data))
    print(columns([heads, ...(data as readonly Answer[]).map(row => cellsOf(row, fields))]))
  else if (typeof answer['key'] === 'string') showNew(answer, answer['key'])
  else print(`${String(id)} (${String(name)}) is ${String(status)}.`)
}

const heads = ['ID', 'NAME', 'KEY', 'TEAM', 'STATUS', 'EXPIRES', 'FROM']
const fields = ['id', 'name', 'shown', 'team', 'status', 'expires_at', 'from']
