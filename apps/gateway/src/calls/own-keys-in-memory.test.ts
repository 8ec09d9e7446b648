import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Simulator, startAnthropicSimulator, startOpenAISimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import type { Asked } from './own-keys-in-memory.fixture.ts'

/** In no file that the gateway's process reads, so that it has the word from its callers alone. */
const mark = randomBytes(6).toString('hex')
const callers = Array.from({ length: 200 }, (_, n) => `sk-${mark}-${String(n).padStart(4, '0')}`)
const operators = `sk-${randomBytes(12).toString('hex')}`
const key = newKey()
const hello = [{ role: 'user', content: 'Hello' }]

const dialects = [
  ['/v1/chat/completions', (model: string) => ({ model, messages: hello })],
  ['/anthropic/v1/messages', (model: string) => ({ model, messages: hello, max_tokens: 64 })],
] as const
const models = { openai: 'openai/gpt-4.1-mini', anthropic: 'anthropic/claude-haiku-4-5' } as const
const vendorIds = ['openai', 'anthropic'] as const

let cwd: string
let vendors: Readonly<Record<(typeof vendorIds)[number], Simulator<never>>>
let child: ChildProcess
let url: string
let logged = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-heap-'))
  // Every fifth key is one that its vendor refuses.
  const keys = [operators, ...callers.filter((_, n) => n % 5 !== 0)]
  vendors = {
    openai: await startOpenAISimulator({ keys }),
    anthropic: await startAnthropicSimulator({ keys }),
  }
  child = fork(fileURLToPath(new URL('./own-keys-in-memory.fixture.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--conditions=@lucid-gateway/source'],
    env: { PATH: process.env['PATH'], LUCID_API_KEY: key, ANTHROPIC_API_KEY: operators },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', text => (logged += String(text)))
  url = await asked({
    ask: 'start',
    cwd,
    urls: { openai: vendors.openai.url, anthropic: vendors.anthropic.url },
  })
}, 60_000)

afterAll(async () => {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await Promise.all(Object.values(vendors).map(vendor => vendor.close()))
  await rm(cwd, { recursive: true, force: true })
})

async function asked(what: Asked): Promise<string> {
  const answered = once(child, 'message')
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`The gateway ended: ${logged}`)))
  gone.catch(() => {})
  child.send(what)
  return String((await Promise.race([answered, gone]))[0])
}

/** Half by a header of its own, half as a stream, over both vendors by both dialects; some callers hang up. */
async function call(own: string, n: number): Promise<readonly [status: number, text: string, id: string]> {
  const id = vendorIds[n % 2] as (typeof vendorIds)[number]
  const [path, bodyFor] = dialects[(n >> 1) % 2] as (typeof dialects)[number]
  const brought =
    (n >> 2) % 2 === 0
      ? { [`x-user-${id}-key`]: own }
      : { 'x-user-api-keys': JSON.stringify({ [id]: n % 3 === 0 ? own : { apiKey: own } }) }
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...brought } as never,
    body: JSON.stringify({ ...bodyFor(models[id]), stream: (n >> 3) % 2 === 0 }),
  })
  if (n % 8 === 3) await answer.body?.cancel()
  const text = n % 8 === 3 ? '' : await answer.text()
  return [answer.status, text, answer.headers.get('x-lucid-request-id') ?? '']
}

/** Resolves once no call is under way: those whose caller hung up end after it. */
async function quiet(): Promise<void> {
  for (;;) {
    const ready = (await (await fetch(`${url}/readyz`)).json()) as { readonly active: number }
    if (ready.active === 0) return
  }
}

/** What of the words stands in the file, read piece by piece. */
async function found(file: string, words: RegExp): Promise<readonly string[]> {
  const all = new Set<string>()
  let rest = ''
  for await (const piece of createReadStream(file, { encoding: 'latin1', highWaterMark: 1 << 20 })) {
    const text = rest + String(piece)
    for (const [word] of text.matchAll(words)) all.add(word)
    rest = text.slice(-64)
  }
  return [...all].toSorted()
}

describe("callers' own keys", { timeout: 60_000 }, () => {
  it('are nowhere in memory once 200 calls with 200 of them have ended, nor in log, answers or records', async () => {
    const answers = await Promise.all(callers.map(call))
    expect(answers.map(([status]) => status)).toEqual(callers.map((_, n) => (n % 5 === 0 ? 401 : 200)))
    const records = await Promise.all(
      answers.map(async ([, , id]) => {
        const record = await fetch(`${url}/v1/calls/${id}`, { headers: { authorization: `Bearer ${key}` } })
        return record.text()
      }),
    )
    expect(records.filter(record => record.includes('"payer":"caller"'))).toHaveLength(200)
    expect(records.join() + answers.join() + logged).not.toContain(mark)
    await quiet()
    const file = await asked({ ask: 'snapshot', file: join(cwd, 'all.heapsnapshot') })
    // The operator's key is there for good: what is looked for is found where it is.
    expect(await found(file, new RegExp(operators, 'g'))).toEqual([operators])
    expect(await found(file, new RegExp(`[^"]{0,40}${mark}[-0-9]*`, 'g'))).toEqual([])
  })
})
