import { createRuntime } from '@lucid-gateway/runtime'
import { parse, place, UsageError } from './arguments.ts'
import { prepare } from './prepare.ts'
import { print, printError, withHint } from './print.ts'

/** Checks what can be checked without serving: the file, the plugins, and that each of them starts. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, place)
  if (positionals[0] !== 'check' || positionals.length > 1)
    throw new UsageError('Say what to do: config check.')
  const { configured, reports, runtimeOptions } = await prepare(values)
  const runtime = await createRuntime(runtimeOptions)
  const failures = [
    ...reports.flatMap(({ error }) => (error ? withHint(error) : [])),
    ...runtime.failures().map(({ error }) => withHint(error)),
  ]
  const lacking = runtime.accounts().filter(({ usable }) => !usable)
  await runtime.close({ graceMs: 0 })
  for (const failure of failures) printError(failure)
  if (failures.length > 0) return 1
  print(
    `${configured.file ?? 'Zero config'}: good. ${runtime.accounts().length} account(s), ${configured.keys.length} key(s).`,
  )
  for (const { name, missing } of lacking)
    print(`Account "${name}" is not usable until ${missing.join(' and ')} is set.`)
  return 0
}
