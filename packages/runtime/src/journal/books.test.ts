import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type AttemptRow,
  type CallRow,
  chat,
  type Ledger,
  ledgerRows,
  type Lifecycle,
  LucidError,
} from '@lucid-gateway/core'
import { manualClock, memoryLedger } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, fails, hi, type Play, says, talksOn } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import { nodeDisk } from './disk.ts'
import { faultyDisk } from './testing/faulty-disk.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-journal-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const input = {
  capability: chat,
  target: 'acme/m',
  request: hi,
  principal: { organisation: 'o', team: 't' },
} as const

async function rowsIn(ledger: Ledger) {
  const [calls, attempts] = await Promise.all([ledger.calls(), ledger.attempts()])
  return { calls: calls.rows, attempts: attempts.rows }
}

describe.each(['with a journal', 'without a journal'])('%s', how => {
  const start = (script: Parameters<typeof acme>[0], ledger: Ledger) =>
    createRuntime({
      plugins: [acme(script)],
      env: {},
      ports: { ledger },
      journal: how === 'with a journal' && { folder },
    })

  it('a call is a row, and so is each of its attempts, with the prices that its cost is made of', async () => {
    const ledger = memoryLedger()
    const runtime = await start(
      [fails(new LucidError('overloaded', 'busy', { recourse: 'same' })), says('hi')],
      ledger,
    )
    await runtime.generate(input)
    await runtime.close()
    const { calls, attempts } = await rowsIn(ledger)
    expect(calls.map(({ record }) => [record.status, record.attempts, record.costNanoUsd])).toEqual([
      ['finished', 2, '230'],
    ])
    expect(
      attempts.map(({ record }) => [record.number, record.status, record.costNanoUsd]).toSorted(),
    ).toEqual([
      [1, 'failed', undefined],
      [2, 'finished', '230'],
    ])
    const last = attempts.find(({ record }) => record.number === 2)
    expect(last?.prices).toEqual([
      { meter: 'input', nanoUsd: '10', per: 1 },
      { meter: 'output', nanoUsd: '100', per: 1 },
    ])
    expect(last?.call).toEqual({
      asked: 'acme/m',
      channel: 'stable',
      principal: { organisation: 'o', team: 't' },
    })
    expect(await readdir(folder)).toEqual([])
  })

  it('one that is left early is a row too', async () => {
    const ledger = memoryLedger()
    const runtime = await start([talksOn], ledger)
    for await (const part of runtime.stream(input)) if (part.type === 'text-delta') break
    await runtime.close()
    const { calls, attempts } = await rowsIn(ledger)
    expect(calls.map(({ record }) => record.status)).toEqual(['cancelled'])
    expect(attempts.map(({ record }) => record.usage?.meters.input?.certainty)).toEqual(['estimated'])
  })

  it('one that found no target is a row without attempts', async () => {
    const ledger = memoryLedger()
    const runtime = await start([says('hi')], ledger)
    await expect(runtime.generate({ ...input, target: 'nobody/m' })).rejects.toThrow()
    await runtime.close()
    const { calls, attempts } = await rowsIn(ledger)
    expect(calls.map(({ record }) => record.status)).toEqual(['failed'])
    expect(attempts).toEqual([])
  })
})

it('a journal without a ledger is refused', async () => {
  await expect(createRuntime({ plugins: [acme([])], env: {}, journal: { folder } })).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'no_ledger',
  })
})

describe('a journal that can not be written', () => {
  it('refuses calls before any provider is asked, and takes them again when it works', async () => {
    const disk = faultyDisk()
    const clock = manualClock()
    const plugin = acme([says('hi')])
    const ledger = memoryLedger()
    const runtime = await createRuntime({
      plugins: [plugin],
      env: {},
      ports: { ledger, clock },
      journal: { folder, disk },
    })
    await runtime.generate(input)
    disk.fault = 'ENOSPC'
    const caught = runtime.generate(input).catch((error: unknown) => error)
    await new Promise(setImmediate)
    await clock.advance(5000)
    expect(await caught).toMatchObject({ code: 'unavailable', reason: 'journal_full', billed: 'no' })
    await expect(runtime.generate(input)).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'journal_full',
    })
    expect(plugin.tried).toHaveLength(1)
    disk.fault = undefined
    await clock.advance(5000)
    while (disk.underway > 0) await new Promise(setImmediate)
    await runtime.generate(input)
    expect(plugin.tried).toHaveLength(2)
    await runtime.close()
    const { calls, attempts } = await rowsIn(ledger)
    expect(calls.map(({ record }) => record.status).toSorted()).toEqual(['failed', 'finished', 'finished'])
    expect(attempts.map(({ record }) => record.error?.billed ?? record.costNanoUsd).toSorted()).toEqual([
      '230',
      '230',
      'no',
    ])
  })
})

describe('a ledger that is away', () => {
  it('gets every row when it is back, in order, and is waited for in the files, not in memory', async () => {
    const kept = memoryLedger()
    let isAway = true
    const order: string[] = []
    const ledger: Ledger = {
      ...kept,
      async add(rows) {
        if (isAway) throw new LucidError('unavailable', 'away')
        order.push(...ledgerRows(rows).map(row => (row as CallRow | AttemptRow).record.id))
        await kept.add(rows)
      },
    }
    const runtime = await createRuntime({
      plugins: [acme([says('hi')])],
      env: {},
      ports: { ledger },
      journal: { folder, maxSegmentBytes: 100_000, gatherMs: 1 },
    })
    const ids: string[] = []
    for (let round = 0; round < 20; round++) {
      const calls = await Promise.all(Array.from({ length: 20 }, () => runtime.call(input)))
      for (const call of calls) ids.push((await call.closed).id)
    }
    expect((await readdir(folder)).filter(name => name.endsWith('.journal')).length).toBeGreaterThan(2)
    isAway = false
    await runtime.close()
    const { calls, attempts } = await (async () => ({
      calls: await kept.calls({ limit: 1000 }),
      attempts: await kept.attempts({ limit: 1000 }),
    }))()
    expect(calls.rows.map(({ record }) => record.id).toSorted()).toEqual(ids.toSorted())
    expect(attempts.rows).toHaveLength(ids.length)
    const first = new Map(order.toReversed().map((id, at) => [id, -at]))
    for (const id of ids) expect(first.get(`${id}.1`)).toBeLessThan(first.get(id) as number)
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves the rows to the next process, where it stays away to the end', async () => {
    const clock = manualClock()
    const kept = memoryLedger()
    const away: Ledger = { ...kept, add: () => Promise.reject(new LucidError('unavailable', 'away')) }
    const options = { plugins: [acme([says('hi')])], env: {}, journal: { folder } }
    const first = await createRuntime({ ...options, ports: { ledger: away, clock } })
    await first.generate(input)
    await first.close()
    expect((await kept.calls()).rows).toEqual([])
    const second = await createRuntime({ ...options, ports: { ledger: kept, clock } })
    while ((await kept.calls()).rows.length === 0) {
      await new Promise(setImmediate)
      await clock.advance(1000)
    }
    await second.close()
    expect((await kept.attempts()).rows).toMatchObject([{ record: { status: 'finished' } }])
    expect(await readdir(folder)).toEqual([])
  })
})

it('a call that a hook still holds when the runtime is closed is settled by the next process', async () => {
  const clock = manualClock()
  const ledger = memoryLedger()
  const stuck: Lifecycle = { kind: 'lifecycle', name: 'stuck', committed: () => new Promise(() => {}) }
  const options = { plugins: [acme([talksOn])], env: {}, ports: { ledger, clock }, journal: { folder } }
  const first = await createRuntime({ ...options, hooks: [stuck] })
  await first.call({ ...input, stream: true })
  const closing = first.close({ graceMs: 0 })
  let isClosed = false
  void closing.then(() => (isClosed = true))
  const turns = async (over: () => boolean) => {
    while (!over()) {
      await new Promise(setImmediate)
      await clock.advance(100)
    }
  }
  await turns(() => isClosed)
  const second = await createRuntime(options)
  let seen = 0
  await turns(() => {
    void ledger.calls().then(({ rows }) => (seen = rows.length))
    return seen > 0
  })
  await second.close()
  expect((await ledger.attempts()).rows).toHaveLength(1)
})

it('makes no folder before there is something to write, and takes no call where it can not', async () => {
  const ledger = memoryLedger()
  const inside = join(folder, 'data', 'journal')
  const plugin = acme([says('hi')])
  const runtime = await createRuntime({
    plugins: [plugin],
    env: {},
    ports: { ledger },
    journal: { folder: inside },
  })
  expect(await readdir(folder)).toEqual([])
  await writeFile(join(folder, 'data'), 'a file')
  await expect(runtime.generate(input)).rejects.toMatchObject({
    code: 'unavailable',
    reason: 'journal_failed',
  })
  expect(plugin.tried).toEqual([])
  await rm(join(folder, 'data'))
  await runtime.generate(input)
  expect(plugin.tried).toHaveLength(1)
  await runtime.close()
  expect((await ledger.attempts()).rows).toHaveLength(1)
  expect(await readdir(inside)).toEqual([])
})

it('an attempt is written down before its provider is asked, and its use before the caller sees the end', async () => {
  const order: string[] = []
  const disk = {
    ...nodeDisk,
    write(file: number, bytes: Uint8Array) {
      for (const kind of ['intent', 'attempt', 'call'])
        if (Buffer.from(bytes).includes(`"kind":"${kind}"`)) order.push(kind)
      return nodeDisk.write(file, bytes)
    },
  }
  const asked: Play = attempt => {
    order.push('asked')
    return says('hi')(attempt)
  }
  const ports = { ledger: memoryLedger() }
  const runtime = await createRuntime({ plugins: [acme([asked])], env: {}, ports, journal: { folder, disk } })
  await runtime.generate(input)
  order.push('seen')
  await runtime.close()
  expect([...new Set(order)].filter(what => what !== 'call')).toEqual(['intent', 'asked', 'attempt', 'seen'])
})
