import { UsageError } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { type Action, cellsOf, runAction, texts, textOf } from './action.ts'
import type { Answer } from './admin-client.ts'
import { timeOf } from './duration.ts'
import { secretActions } from './secret-actions.ts'
import { showNew } from './show-new.ts'

const actions: Readonly<Record<string, Action>> = {
  create: {
    options: texts('name', 'role', 'team', 'expires'),
    async run(client, positionals, values) {
      const [name, role] = [textOf(values, 'name'), textOf(values, 'role')]
      if (name === undefined || role === undefined || positionals.length > 0)
        throw new UsageError('Name the admin and its role: admins create --name ana --role member.')
      const [team, expires] = [textOf(values, 'team'), textOf(values, 'expires')]
      const body = {
        name,
        role,
        ...(team === undefined ? {} : { team }),
        ...(expires === undefined ? {} : { expires_at: timeOf(expires, 'expires') }),
      }
      return (await client())('POST', '/admins', body)
    },
  },
  ...secretActions('admins', 'adm_...'),
}

/** The admins of a gateway that runs. */
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

const heads = ['ID', 'NAME', 'ROLE', 'TEAM', 'KEY', 'STATUS', 'EXPIRES', 'FROM']
const fields = ['id', 'name', 'role', 'team', 'shown', 'status', 'expires_at', 'from']
