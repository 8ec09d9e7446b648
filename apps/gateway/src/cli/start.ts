import { noPositionals, parse, place } from './arguments.ts'

/** Serves until it is told to stop. */
export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, {
    ...place,
    port: { type: 'string' },
    host: { type: 'string' },
    watch: { type: 'boolean' },
    timings: { type: 'boolean' },
  })
  noPositionals(positionals)
  const { plugin = [], watch = false } = values
  if (watch && plugin.length > 0 && !process.env[supervised]) {
    const { supervise } = await import('./supervise.ts')
    return supervise(args, plugin, supervised)
  }
  const { serve } = await import('./serve.ts')
  return serve({ ...values, plugins: plugin, watch })
}

/** Set in the process that a supervisor starts anew when a plugin's source changes. */
const supervised = 'LUCID_SUPERVISED'
