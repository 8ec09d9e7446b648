// What `npm test` runs, once the bootstrap has set everything up.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checks } from './check.ts'
import { command, runSteps } from './steps.ts'
import { root } from './workspace.ts'

const report = join(root, '.cache', 'vitest.json')
mkdirSync(dirname(report), { recursive: true })
rmSync(report, { force: true })

const results = await runSteps([
  ...checks,
  command('build', 'tools/build.ts'),
  command('unused code', 'knip', '--no-config-hints'),
  // Without the tests: an export may be there for its test alone, a file or a dependency may not.
  command(
    'unused code, as published',
    'knip',
    '--no-config-hints',
    '--production',
    '--include=files,dependencies,unlisted',
  ),
  command('packages', 'tools/check-packages.ts'),
  command('tests', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`),
])

const tests = testsIn(report)
const failedSteps = results.filter(({ name, ok }) => !ok && (name !== 'tests' || tests.failed === 0)).length
process.stdout.write(`\n${tests.passed} passed, ${tests.failed + failedSteps} failed\n`)
process.exitCode = results.every(({ ok }) => ok) ? 0 : 1

/** How many tests ran; none if they could not even begin. */
function testsIn(file: string): { readonly passed: number; readonly failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8')) as Record<
      string,
      number
    >
    return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0 }
  } catch {
    return { passed: 0, failed: 0 }
  }
}
