import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { EventReader } from './event-reader.fixture.ts'
import type { Asked, Facts } from './many-jobs.fixture.ts'

const many = 1000
/** How many are started at the same time; all of them are under way together. */
const starters = 32
const isLong = Boolean(process.env['LUCID_LONG'])
const rounds = isLong ? 6 : 1
const MiB = 2 ** 20
const slow = (seconds: number) => ({
  prompt: 'a heron',
  size: '96x64',
  model: 'demo/image-slow',
  options: { seconds },
})

let cwd: string
let child: ChildProcess
let gone: Promise<never>
let url: string
let logged = ''

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-many-jobs-'))
  child = fork(fileURLToPath(new URL('./many-jobs.fixture.ts', import.meta.url)), {
    execArgv: ['--expose-gc', '--conditions=@lucid-gateway/source'],
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', text => (logged += String(text)))
  gone = once(child, 'exit').then(() => Promise.reject(new Error(`The gateway ended: ${logged}`)))
  gone.catch(() => {})
  url = await asked<string>({ ask: 'start', cwd })
}, 60_000)

afterAll(async () => {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  await rm(cwd, { recursive: true, force: true })
})

async function asked<T>(what: Asked): Promise<T> {
  const answered = once(child, 'message')
  child.send(what)
  return (await Promise.race([answered, gone]))[0] as T
}

/** What a gateway holds that has done what a start does. */
async function rested(): Promise<Facts> {
  for (let before = ''; ;) {
    const facts = await asked<Facts>({ ask: 'facts' })
    if (held(facts) === before) return facts
    before = held(facts)
    await passed(500)
  }
}

/** Once all that a round made has run out, and its connections are closed; the test's time limit ends a wait in vain. */
async function settled(fresh: Facts): Promise<Facts> {
  for (;;) {
    const facts = await asked<Facts>({ ask: 'facts' })
    if (facts.files === 0 && held(facts) === held(fresh)) return facts
    await passed(100)
  }
}

function held({ jobs, calls, resources }: Facts): string {
  return JSON.stringify({ jobs, calls, resources })
}

async function round(fresh: Facts, count: number, body: object): Promise<Round> {
  const reader = new EventReader(url)
  const ends: Promise<string | undefined>[] = []
  let left = count
  const start = async (): Promise<void> => {
    while (left-- > 0) ends.push((await reader.job(body)).end)
  }
  await Promise.all(Array.from({ length: starters }, start))
  const { jobs: underway } = await asked<Facts>({ ask: 'facts' })
  const states = await Promise.all(ends)
  reader.close()
  const lateMs = reader.lateMs(0.99)
  return { underway, states: new Set(states), events: reader.events, lateMs, after: await settled(fresh) }
}

interface Round {
  readonly underway: number
  readonly states: ReadonlySet<string | undefined>
  readonly events: number
  /** Of a hundred events all but one came within so many milliseconds. */
  readonly lateMs: number
  readonly after: Facts
}

it(
  'tells of a thousand jobs at a time without delay, and holds nothing of them after',
  { timeout: 90_000 * (rounds + 1) },
  async () => {
    const fresh = await rested()
    const { after: warm } = await round(fresh, isLong ? many : 100, slow(isLong ? 12 : 1))
    let seconds = 12
    for (let n = 0; n < rounds; n++) {
      let found = await round(fresh, many, slow(seconds))
      // On a machine so busy that the first end before the last begin, they take longer.
      while (found.underway < many && seconds < 48) found = await round(fresh, many, slow((seconds *= 2)))
      const { underway, states, events, lateMs, after } = found
      const grown = { rss: (after.rss - warm.rss) / MiB, heap: (after.heap - warm.heap) / MiB }
      if (isLong) console.info({ lateMs, events, ...grown })
      expect([underway, states]).toEqual([many, new Set(['succeeded'])])
      expect(events).toBeGreaterThan(many * 20)
      expect(lateMs).toBeLessThanOrEqual(250)
      expect(grown.heap).toBeLessThan(5)
      if (isLong) expect(grown.rss).toBeLessThan(0.15 * (warm.rss / MiB))
    }
  },
)
