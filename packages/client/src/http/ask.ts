import type { Operations } from '../generated/operations.ts'
import type { CallOptions } from '../options.ts'
import type { Asked, Connection } from './connection.ts'

/** The operations that answer with JSON, by method and path: `GET /v1/models`. */
export type Line = {
  [L in keyof Operations]: Operations[L] extends { readonly answer: unknown } ? L : never
}[keyof Operations]

/** Those for admins. */
export type AdminLine = Extract<Line, `${string} /admin/${string}`>

/** What an operation is given: what its path names, its query, its body. */
export type Given<L extends Line> = Omit<Operations[L], 'answer'>

export type AnswerOf<L extends Line> = Operations[L]['answer']

/** What is given may be left out where an operation needs nothing. */
export type AskArguments<L extends Line> =
  {} extends Given<L> ? [given?: Given<L>, options?: CallOptions] : [given: Given<L>, options?: CallOptions]

interface AnyGiven {
  readonly path?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

/** Asks for any operation by its line. */
export function ask<L extends Line>(
  connection: Connection,
  line: L,
  [given = {} as Given<L>, options = {}]: AskArguments<L>,
): Promise<AnswerOf<L>> {
  return connection.json<AnswerOf<L>>(askedOf(line, given), options)
}

function askedOf(line: string, { path: names = {}, query = {}, body }: AnyGiven): Asked {
  const [method = '', template = ''] = line.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => stepsOf(names[name] ?? ''))
  const spends = method === 'POST' && !template.startsWith('/admin/') && template !== '/v1/explain'
  return {
    method,
    path: path + queryOf(query),
    ...(body === undefined ? {} : { body }),
    spends,
    isSafe: template === '/v1/explain',
  }
}

/** A model's name has slashes, which are steps of the path too. */
function stepsOf(value: string): string {
  return value.split('/').map(encodeURIComponent).join('/')
}

function queryOf(query: Readonly<Record<string, string | number | undefined>>): string {
  const said = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return said.length === 0 ? '' : `?${new URLSearchParams(said).toString()}`
}
