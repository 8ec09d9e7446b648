import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { simulatorKey } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { flux, gptImage, imageWorld, type ImageWorld, type SeenJob } from '../testing/image-world.ts'

const own = 'r8_own-canary-0001'
const other = 'r8_own-canary-0002'
const told: string[] = []
const receiver = createServer(async (request, response) => {
  told.push(Buffer.concat(await Array.fromAsync(request)).toString())
  response.writeHead(204).end()
})
let world: ImageWorld
let hook: string
beforeAll(async () => {
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  hook = `http://127.0.0.1:${port}/told`
  const callerHosts = [`127.0.0.1:${port}`]
  world = await imageWorld({ keys: [own, other], config: { callerHosts, log: { level: 'debug' } } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  receiver.closeAllConnections()
  receiver.close()
})
beforeEach(() => {
  world.reset()
  told.length = 0
})

const slow = { model: `replicate/${flux}` }
const mine = { 'x-user-replicate-key': own }

/** The keys that the vendor was sent, and for what. */
const sent = () =>
  world.replicate.requests.map(({ headers, method, path }) => ({
    what: path.startsWith('/delivery/')
      ? 'file'
      : `${method} ${path.replace(/sim\w+/, 'ID').split('/v1')[1]}`,
    key: headers['authorization']?.replace('Bearer ', ''),
  }))

async function isNowhere(job: SeenJob): Promise<void> {
  const { cwd } = world.host
  const files = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter(file => file.isFile())
  const kept = await Promise.all(files.map(file => readFile(join(file.parentPath, file.name), 'latin1')))
  const shown = [job, await world.end(job), await world.call(job), await world.events(job, 0)]
  const record = await world.host.gateway.runtime.jobs.find(job.id)
  const all = [JSON.stringify([shown, record]), world.host.logged(), ...told, ...kept].join('\n')
  expect(all).not.toContain('canary')
}

describe("a job with a caller's own key", () => {
  it('is begun and asked after with it, and the caller pays', async () => {
    world.replicate.script({ polls: 3 })
    const job = await world.run(slow, mine)
    expect(job.status).toBe('succeeded')
    const api = sent().filter(({ what }) => what !== 'file')
    expect(api.map(({ what }) => what)).toEqual([
      `POST /models/${flux}/predictions`,
      ...Array.from({ length: 3 }, () => 'GET /predictions/ID'),
    ])
    expect(new Set(api.map(({ key }) => key))).toEqual(new Set([own]))
    expect(sent().filter(({ what }) => what === 'file')).toEqual([{ what: 'file', key: undefined }])
    expect(await world.call(job)).toMatchObject({ attempts: [{ account: 'replicate', payer: 'caller' }] })
    await isNowhere(job)
  })

  it('is cancelled with it', async () => {
    world.replicate.script({ outcome: 'never' })
    const job = await world.start(slow, mine)
    await world.reached('replicate', /\/predictions\/sim\w+$/)
    const end = await world.remove(job)
    expect(end).toMatchObject({ status: 'cancelled', error: { billed: 'yes' } })
    expect(sent().find(({ what }) => what.endsWith('/cancel'))?.key).toBe(own)
    expect(JSON.stringify([end, await world.call(end)]) + world.host.logged()).not.toContain('canary')
  })

  it('keeps it when the config is read again, and is mixed up with no other', async () => {
    for (let number = 0; number < 3; number++) world.replicate.script({ polls: 4 })
    const jobs = await Promise.all([
      world.start(slow, mine),
      world.start(slow, { 'x-user-replicate-key': other }),
      world.start(slow),
    ])
    await world.host.gateway.reload()
    const ends = await Promise.all(jobs.map(job => world.end(job)))
    expect(ends.map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    const calls = await Promise.all(ends.map(job => world.call(job)))
    expect(calls.map(({ attempts: [attempt] }) => attempt?.payer)).toEqual(['caller', 'caller', 'operator'])
    const keys = sent().flatMap(({ key }) => key ?? [])
    // Nobody is asked after with the key of another: the vendor would not know it.
    const polls = Map.groupBy(keys, key => key)
    expect([...polls.values()].map(({ length }) => length)).toEqual([5, 5, 5])
    expect(new Set(keys)).toEqual(new Set([own, other, simulatorKey]))
  })

  it('that fails in words that repeat the key shows it to nobody', async () => {
    world.replicate.script({ outcome: 'failed', why: `No such user: ${own}`, polls: 1 })
    const job = await world.run(slow, mine)
    expect(job).toMatchObject({ status: 'failed', error: { reason: 'job_failed' } })
    expect(job.error?.message).toContain('No such user')
    await isNowhere(job)
  })

  it('that the vendor refuses is refused to its caller, and goes nowhere else', async () => {
    const bad = { 'x-user-replicate-key': 'r8_wrong-canary-0003' }
    const answer = await world.post({ kind: 'image.slow-first' }, { ...bad, prefer: 'wait=20' })
    const job = (await answer.json()) as SeenJob
    expect([answer.status, job.error?.code, job.status]).toEqual([401, 'auth', 'failed'])
    expect(job.error).toMatchObject({ origin: 'caller', billed: 'no' })
    expect(world.creates()).toEqual({ replicate: 1, openai: 0 })
    await isNowhere(job)
    expect(await world.run(slow)).toMatchObject({ status: 'succeeded' })
  })

  it('has a webhook of its end in which the key is not', async () => {
    world.replicate.script({ polls: 1 })
    const job = await world.run(slow, { ...mine, 'x-webhook-url': hook })
    while (told.length === 0) await new Promise(setImmediate)
    expect(JSON.parse(told[0] as string)).toMatchObject({ type: 'job.succeeded', data: { id: job.id } })
    await isNowhere(job)
  })

  it('of a vendor that answers at once is made with it', async () => {
    const job = await world.run({ model: `openai/${gptImage}`, quality: 'low' }, { 'x-user-openai-key': own })
    expect(job.status).toBe('succeeded')
    expect(world.openai.requests.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${own}`])
    expect(await world.call(job)).toMatchObject({ attempts: [{ payer: 'caller' }] })
    await isNowhere(job)
  })
})

it("a vendor's report of a job with a caller's own key is checked with it", async () => {
  await using reachable = await imageWorld({ keys: [own], reachable: true })
  const job = await reachable.begin(slow, mine)
  const id = reachable.replicate.lastPrediction
  expect(await reachable.replicate.deliver(id, { as: 'forged' })).toBe(401)
  expect(await reachable.replicate.deliver(id)).toBe(200)
  expect(await reachable.end(job)).toMatchObject({ status: 'succeeded' })
  const keys = reachable.replicate.requests.flatMap(({ headers }) => headers['authorization'] ?? [])
  expect(new Set(keys)).toEqual(new Set([`Bearer ${own}`]))
  expect([200, 401, 409]).toContain(await reachable.replicate.deliver(id))
  expect(reachable.host.logged()).not.toContain('canary')
})
