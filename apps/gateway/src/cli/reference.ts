import { UsageError } from './arguments.ts'
import { print } from './print.ts'

export async function run([what, ...rest]: readonly string[]): Promise<number> {
  if (rest.length > 0) throw new UsageError(`"${rest[0]}" was not expected.`)
  if (what === 'config') print((await import('../config/config-reference.ts')).configReference().trimEnd())
  else if (what === 'routes') print((await import('../routes/route-reference.ts')).routeReference().trimEnd())
  else throw new UsageError('Say of what: reference config, or reference routes.')
  return 0
}
