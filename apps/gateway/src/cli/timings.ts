import type { Timing } from '../start/gateway.ts'

/** Where the time from the process's start to serving went. */
export function timingsTree(timings: readonly Timing[]): string {
  const total = performance.now()
  const known = timings.reduce((sum, { ms }) => sum + ms, 0)
  const steps = [{ step: 'process and imports', ms: total - known }, ...timings]
  const lines = steps.map(
    ({ step, ms }, index) =>
      `  ${index === steps.length - 1 ? '└' : '├'}─ ${step.padEnd(20)} ${ms.toFixed(1).padStart(8)} ms`,
  )
  return [`  start${' '.repeat(19)} ${total.toFixed(1).padStart(8)} ms`, ...lines].join('\n')
}
