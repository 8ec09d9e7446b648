import { UsageError } from '../arguments.ts'
import { columns, print } from '../print.ts'
import { type Action, cellsOf, listOf, pathOf, runAction, texts, textOf, type Values } from './action.ts'
import type { Answer } from './admin-client.ts'
import { budgetIn, limitIn } from './bounds.ts'

interface Table {
  readonly heads: readonly string[]
  readonly fields: readonly string[]
}

/** The limits or the budgets of a gateway that runs: how they stand; and those of many are made and taken away. */
export function ruleCommand(what: 'limits' | 'budgets', { heads, fields }: Table) {
  const folder = `/${what}`
  const example = what === 'limits' ? 'per-user --limit requests=30/minute' : 'per-user --budget 1/day'
  const actions: Readonly<Record<string, Action>> = {
    list: listOf(folder),
    set: {
      options: texts('by', 'only', ...(what === 'limits' ? ['limit', 'capabilities'] : ['budget', 'tag'])),
      async run(client, positionals, values) {
        const path = pathOf(folder, positionals, `${what} set ${example} --by subject.`)
        const body = { by: byOf(values, what), ...amountOf(values, what, example), ...listsOf(values) }
        const tag = textOf(values, 'tag')
        return (await client())('PUT', path, tag === undefined ? body : { ...body, tag })
      },
    },
    delete: {
      options: {},
      run: async (client, positionals) => {
        const path = pathOf(folder, positionals, `${what} delete per-user.`)
        return { ...(await (await client())('DELETE', path)), deleted: true }
      },
    },
  }
  const show = ({ data, of, name, deleted }: Answer): void => {
    if (Array.isArray(data))
      print(columns([heads, ...(data as readonly Answer[]).map(row => cellsOf(row, fields))]))
    else print(`The ${String(of)} "${String(name)}" ${deleted ? 'is no more' : 'holds from now on'}.`)
  }
  /** Without a word they are listed. */
  return (args: readonly string[]): Promise<number> => {
    const isListed = args[0] === undefined || args[0].startsWith('-')
    return runAction(actions, isListed ? ['list', ...args] : args, show)
  }
}

function byOf(values: Values, what: 'limits' | 'budgets'): string {
  const by = textOf(values, 'by')
  if (by === undefined)
    throw new UsageError(
      `Say by whom it is counted: ${what} set ... --by key (team, subject, organisation, ${what === 'limits' ? 'account, provider, model' : 'or tag with --tag NAME'}).`,
    )
  return by
}

function amountOf(values: Values, what: 'limits' | 'budgets', example: string): object {
  const text = textOf(values, what === 'limits' ? 'limit' : 'budget')
  if (text === undefined) throw new UsageError(`Say how much: ${what} set ${example}.`)
  return what === 'limits' ? limitIn(text) : budgetIn(text)
}

function listsOf(values: Values): object {
  return Object.fromEntries(
    ['only', 'capabilities'].flatMap(name => {
      const list = textOf(values, name)
      return list === undefined ? [] : [[name, list.split(',').map(one => one.trim())] as const]
    }),
  )
}
