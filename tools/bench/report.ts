import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { root } from '../workspace.ts'
import type { Effort, Measured } from './measure.ts'
import type { Result } from './results.ts'

/** Writes what was measured, on what, and how, so that it can be read without this repository's history. */
export async function writeReport(measured: Measured, effort: Effort): Promise<void> {
  await writeFile(join(root, 'docs/benchmarks.md'), reportOf(measured, effort, new Date()))
}

const meanings: Readonly<Record<string, string>> = {
  relay_unary_cpu_x: 'a chat completion of 0.7 KB that is relayed',
  relay_stream_cpu_x: 'a stream of 100 events that is relayed',
  ledger_main_us: 'what journal and ledger add to the first on the thread that serves, in microseconds',
  relay_saturated_cpu_x: 'the first again, at as many requests as the server takes',
  decoded_unary_cpu_x: 'a chat completion that is decoded and encoded again, because a layer reads it',
  decoded_stream_cpu_x: 'a stream of 100 events that is decoded and encoded again',
  translated_cpu_x: 'a stream of 100 deltas on Anthropic’s wire that is served as a chat completion’s',
  start_ms: 'from the start of the process to the end of its first answer, in milliseconds',
  abort_p99_ms:
    'from a client gone to its upstream connection closed, in milliseconds, the slowest of a hundred',
}

export function reportOf({ results, floor }: Measured, effort: Effort, at: Date): string {
  const { unary, saturated, stream } = effort
  return `# Benchmarks

Written by \`pnpm bench\` on ${at.toISOString().slice(0, 10)}. \`pnpm bench --quick\` measures the same in less than a minute.

| figure | value | middle half | goal | what |
|---|---|---|---|---|
${results.map(rowOf).join('\n')}

Names that end in \`_x\` say how many times the CPU time of the floor the gateway takes. The floor took ${micros(floor.unary)} for a
completion, ${micros(floor.saturated)} when saturated, and ${micros(floor.stream)} for a stream.

## On what

${machine()}; Node ${process.versions.node}, undici ${versionOf('undici')}, Express ${versionOf('express', 'apps/gateway')}.
Small machines share their cores and caches with others: compare the ratios, not the times.

## How

- **The floor** is the best bare relay that can be written on Node: \`node:http\` in front and undici's \`dispatch\` behind, with
  no parsing, no routing, no key and no log. It passes an answer on as it comes, waits for a slow client, and ends the upstream
  request of a client that has gone.
- **The gateway** is the built one, started by its command line with its defaults: an app key is checked, the request is parsed,
  routed and patched, what it uses and costs is written into journal and ledger, and each request is logged to a file.
- **CPU time** is that of the whole process under test (user and system, all threads) over a fixed number of requests, divided by
  that number. Every answer is checked to be whole.
- **Rounds**: each server is asked in turn within each round, in alternating order, so that whatever else the machine does
  falls on all alike. A figure is the median of the rounds' ratios; beside it stand their quartiles.
- **Completions** come one by one, ${unary.perSecond} a second over ${unary.connections} connections, ${unary.count} a round, ${unary.rounds} rounds: a gateway with capacity to
  spare. The saturated figure has ${saturated.connections} clients that each ask again at once: the floor then takes many requests in one turn
  of its loop, which favours it.
- **Streams**: ${stream.connections} at a time, each with an event every millisecond, ${stream.count} a round, ${stream.rounds} rounds.
- **Clients and upstream** are one process that never sleeps while it measures. Else the server under test would be charged for
  waking them: the faster server finds them awake, the slower one does not.
- **The translated stream** is measured against the floor that relays the vendor's bytes as they are.
- **Start**: ${effort.starts} starts with a config file and one provider. **Gone clients**: ${effort.departures} streams, each left at its first event; both
  ends note the time by the machine's own clock.
`
}

function rowOf({ name, figure, goal, digits }: Result): string {
  const [value, low, high] = [figure.value, figure.low, figure.high].map(number => number.toFixed(digits))
  return `| \`${name}\` | ${value} | ${low} to ${high} | ${goal === undefined ? '' : `≤ ${goal}`} | ${meanings[name] ?? ''} |`
}

function micros(value: number): string {
  return `${value.toFixed(0)} µs`
}

function machine(): string {
  const [first, ...others] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${others.length + 1} cores of ${first?.model.trim()}, ${memory} GB, ${type()} ${release().split('.', 2).join('.')}`
}

function versionOf(name: string, from = 'tools'): string {
  const resolve = createRequire(join(root, from, 'package.json')).resolve
  const file = resolve(`${name}/package.json`)
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version
}
