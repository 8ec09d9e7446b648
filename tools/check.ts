// `pnpm check`: what can be said of the code without running it.
import { command, runSteps } from './steps.ts'
import type { Step } from './steps.ts'

export const checks: readonly Step[] = [
  command('types', 'tsc', '-b'),
  command('lint', 'oxlint'),
  command('format', 'oxfmt', '--check'),
  command('structure', 'tools/check-structure/index.ts'),
]

if (import.meta.main) {
  const results = await runSteps(checks)
  if (!results.every(({ ok }) => ok)) process.exitCode = 1
}
