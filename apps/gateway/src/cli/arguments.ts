import { parseArgs, type ParseArgsConfig } from 'node:util'
import { nearest } from '@lucid-gateway/runtime'

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
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (thrown) {
    const unknown = unknownOption(thrown)
    if (unknown === undefined) throw thrown
    const [near] = nearest(unknown, Object.keys(options), 1)
    const meant = near === undefined ? '' : ` Did you mean --${near}?`
    throw new UsageError(`There is no option --${unknown}.${meant}`)
  }
}

function unknownOption(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  if (thrown.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return undefined
  return /'--([^']+)'/.exec(thrown.message)?.[1]
}

export function noPositionals(positionals: readonly string[]): void {
  if (positionals[0] !== undefined) throw new UsageError(`"${positionals[0]}" was not expected.`)
}
