import type { ParseArgsConfig } from 'node:util'
import { parse, UsageError } from '../arguments.ts'
import { print } from '../print.ts'
import { type AdminClient, adminClient, type Answer, where } from './admin-client.ts'
import { rowsOf } from './rows-of.ts'

type Options = NonNullable<ParseArgsConfig['options']>

export type Values = Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>

/** One of the things that a command does with a gateway that runs. */
export interface Action {
  readonly options: Options
  run(
    /** Connects no sooner than the command line is known to be right. */
    client: () => Promise<AdminClient>,
    positionals: readonly string[],
    values: Values,
  ): Promise<Answer>
}

/** Options that each take a text. */
export function texts(...names: readonly string[]): Options {
  return Object.fromEntries(names.map(name => [name, { type: 'string' }]))
}

export async function runAction(
  actions: Readonly<Record<string, Action>>,
  [word = '', ...rest]: readonly string[],
  show: (answer: Answer) => void,
): Promise<number> {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined
  if (!action) throw new UsageError(`Say what to do: ${Object.keys(actions).join(', ')}.`)
  const { values, positionals } = parse(rest, { ...action.options, ...where })
  const said = values as Values & { readonly url?: string; readonly 'admin-key-file'?: string }
  const answer = await action.run(() => adminClient(said), positionals, said)
  if (said['json']) print(JSON.stringify(answer, null, 2))
  else show(answer)
  return 0
}

/** A list, whole. */
export function listOf(path: string): Action {
  return {
    options: {},
    async run(client, positionals) {
      if (positionals.length > 0) throw new UsageError(`"${positionals[0] ?? ''}" was not expected.`)
      return { data: await Array.fromAsync(rowsOf(await client(), path)) }
    },
  }
}

/** The path of the one thing that is named. */
export function pathOf(folder: string, [id, ...more]: readonly string[], how: string): string {
  if (id === undefined || more.length > 0) throw new UsageError(`Say which: ${how}`)
  return `${folder}/${encodeURIComponent(id)}`
}

export function textOf(values: Values, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' ? value : undefined
}

/** Cells of a table, of which those that say nothing are dashes. */
export function cellsOf(row: Answer, fields: readonly string[]): readonly string[] {
  return fields.map(field => {
    const value = row[field]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '-'
  })
}
