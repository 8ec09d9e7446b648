import { parseArgs, type ParseArgsConfig } from 'node:util'

/** A command line that was not understood. */
export class UsageError extends Error {
  readonly usage = true
}

export function isUsageError(thrown: unknown): thrown is UsageError {
  return (
    thrown instanceof Error &&
    ('usage' in thrown || String((thrown as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS'))
  )
}

export const place = { config: { type: 'string' }, plugin: { type: 'string', multiple: true } } as const

/** `node:util`'s parser, which refuses what it does not know. */
export function parse<const Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
}

export function noPositionals(positionals: readonly string[]): void {
  if (positionals[0] !== undefined) throw new UsageError(`"${positionals[0]}" was not expected.`)
}
