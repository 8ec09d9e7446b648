/**
 * What `http.send` costs over the barest dispatch handler that can be written, in CPU of the calling process.
 * Run: node --conditions=@lucid-gateway/source packages/transport/bench/overhead.ts
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { type Dispatcher, Pool } from 'undici'
import { createTransport } from '../src/index.ts'

const child = fork(new URL('server.ts', import.meta.url))
const [{ port }] = (await once(child, 'message')) as [AddressInfo]
const base = `http://127.0.0.1:${port}`
const pool = new Pool(base, { connections: 64 })
const transport = createTransport({ connections: 64 })
const body = Buffer.from(
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'q'.repeat(200) }] }),
)
const headers = { authorization: 'Bearer key', 'content-type': 'application/json' }

class Bare implements Dispatcher.DispatchHandler {
  readonly chunks: Buffer[] = []
  readonly done: () => void
  constructor(done: () => void) {
    this.done = done
  }
  onRequestStart(): void {}
  onResponseStart(): void {}
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.chunks.push(chunk)
  }
  onResponseEnd(): void {
    this.done()
  }
  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    throw error
  }
}

function bare(path: string): Promise<void> {
  return new Promise(done => {
    pool.dispatch({ path, method: 'POST', headers, body }, new Bare(done))
  })
}

async function sent(path: string): Promise<void> {
  const http = transport.http({
    hosts: [{ host: `127.0.0.1:${port}`, operator: true }],
    signal: new AbortController().signal,
    deadline: Date.now() + 60_000,
  })
  const answer = await http.send({ url: base + path, method: 'POST', headers, body })
  if (path === '/unary') await answer.bytes()
  else for await (const chunk of answer.body) void chunk
}

async function cpuOf(call: (path: string) => Promise<void>, path: string, count: number): Promise<number> {
  const before = process.cpuUsage()
  const lane = async (): Promise<void> => {
    for (let index = 0; index < count / 16; index++) await call(path)
  }
  await Promise.all(Array.from({ length: 16 }, lane))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
}

for (const [path, count] of [
  ['/unary', 8000],
  ['/stream', 800],
] as const) {
  await cpuOf(bare, path, count)
  await cpuOf(sent, path, count)
  const rounds: [number, number][] = []
  for (let round = 0; round < 7; round++)
    rounds.push([await cpuOf(bare, path, count), await cpuOf(sent, path, count)])
  const floor = median(rounds.map(([one]) => one))
  const ratio = median(rounds.map(([one, other]) => other / one))
  console.log(
    `${path} bare ${floor.toFixed(1)} us, send ${(floor * ratio).toFixed(1)} us, ratio ${ratio.toFixed(3)}`,
  )
}
child.kill()
await Promise.all([pool.close(), transport.close()])
