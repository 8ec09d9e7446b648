import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chat, type Ledger, LucidError } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acme, fails, hi, says, talksOn } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'

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
