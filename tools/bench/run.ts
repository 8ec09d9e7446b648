// `pnpm bench` measures the built gateway against the best bare relay, and writes docs/benchmarks.md.
// `pnpm bench --quick` takes less than a minute and writes nothing. Prints `name value goal ok|short` a line.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../workspace.ts'
import { type Effort, measure } from './measure.ts'
import { writeReport } from './report.ts'
import { lineOf } from './results.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

const quick: Effort = {
  saturated: { connections: 16, count: 2500, rounds: 3, warmUps: 5 },
  unary: { connections: 16, perSecond: 2500, count: 1000, rounds: 7, warmUps: 1 },
  stream: { connections: 16, count: 96, rounds: 7, warmUps: 7 },
  translated: { connections: 16, count: 48, rounds: 5, warmUps: 3 },
  starts: 5,
  departures: 300,
}
const full: Effort = {
  saturated: { connections: 16, count: 10_000, rounds: 15, warmUps: 5 },
  unary: { connections: 16, perSecond: 2500, count: 5000, rounds: 25, warmUps: 2 },
  stream: { connections: 16, count: 160, rounds: 25, warmUps: 3 },
  translated: { connections: 16, count: 160, rounds: 25, warmUps: 3 },
  starts: 15,
  departures: 2000,
}

const built = spawnSync(process.execPath, [join(root, 'tools/build.ts'), '--javascript'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
})
if (built.status !== 0) process.exit(1)

const effort = values.quick ? quick : full
const say = (text: string): void => void process.stderr.write(`${text} ...\n`)
const measured = await measure(effort, say)
for (const result of measured.results) {
  const { low, high } = result.figure
  process.stdout.write(`${lineOf(result)}\n`)
  process.stderr.write(`  middle half ${low.toFixed(2)} to ${high.toFixed(2)}\n`)
}
if (!values.quick) await writeReport(measured, effort)
