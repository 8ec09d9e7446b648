import { noPositionals, parse, place } from './arguments.ts'
import { prepare } from './prepare.ts'
import { columns, print } from './print.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...place, json: { type: 'boolean' } })
  noPositionals(positionals)
  const { reports, configured, cwd, runtimeOptions, strayFlags } = await prepare(values)
  if (values.json) {
    print(JSON.stringify(reports, null, 2))
    return 0
  }
  print(`Plugins of ${configured.settings.plugins ? configured.file : `${cwd}/package.json`}\n`)
  print(
    columns([
      ['STATE', 'NAME', 'VERSION', 'FROM', 'CAPABILITIES, OR WHY NOT'],
      ...reports.map(({ state, name, version = '', from, why, capabilities = [] }) => [
        state,
        name,
        version,
        from,
        why ?? capabilities.join(', '),
      ]),
    ]),
  )
  for (const { on, by } of runtimeOptions.flags ?? []) if (!on) print(`\nTurned off: ${by}`)
  for (const message of strayFlags) print(`\n${message}`)
  for (const { name, error } of reports) if (error?.hint) print(`\n${name}: ${error.hint}`)
  return reports.some(({ state }) => state === 'failed') ? 1 : 0
}
