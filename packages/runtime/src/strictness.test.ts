import { chat, image, type ReceiptEntry } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { lossy, posts } from './lossy.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { ask, slowVendor, succeeded } from './jobs/slow-vendor.fixture.ts'

const answers = (): Promise<void> => Promise.resolve()
const seeded = { ...hi, seed: 7 }
const retry = { attempts: 2 }

describe('a strict call', () => {
  it('is refused before anything is sent, and says what would be lost', async () => {
    const runtime = await createRuntime({ plugins: [lossy('acme', posts)], env: {}, retry })
    const refused = runtime.generate({ capability: chat, target: 'acme/m', request: seeded, strict: true })
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_request',
      reason: 'would_lose',
      param: 'seed',
      details: { losses: [{ field: 'seed', reason: 'no seeds here' }] },
    })
  })

  it('is refused also by a provider that sends nothing', async () => {
    const runtime = await createRuntime({ plugins: [lossy('acme', answers)], env: {}, retry })
    const ask = { capability: chat, target: 'acme/m' } as const
    await expect(runtime.generate({ ...ask, request: seeded, strict: true })).rejects.toMatchObject({
      reason: 'would_lose',
    })
    await expect(runtime.generate({ ...ask, request: hi, strict: true })).resolves.toBeDefined()
    await expect(runtime.generate({ ...ask, request: seeded })).resolves.toMatchObject({
      warnings: [{ field: 'seed' }],
    })
  })

  it('goes to a target that takes all of it', async () => {
    const runtime = await createRuntime({
      plugins: [lossy('acme', posts), acme([says('whole')], 'bolt')],
      env: {},
      channels: {
        stable: {
          'chat.any': [
            { provider: 'acme', model: 'm' },
            { provider: 'bolt', model: 'm' },
          ],
        },
      },
    })
    const call = await runtime.call({ capability: chat, target: 'chat.any', request: seeded, strict: true })
    expect(call.target).toMatchObject({ account: 'bolt' })
  })

  it('is refused where its dialect already lost something', async () => {
    const lost: readonly ReceiptEntry[] = [{ action: 'dropped', field: 'store', reason: 'not here' }]
    const runtime = await createRuntime({ plugins: [acme([says('hi')])], env: {} })
    const input = { capability: chat, target: 'acme/m', request: hi, receipt: () => lost } as const
    await expect(runtime.generate({ ...input, strict: true })).rejects.toMatchObject({
      reason: 'would_lose',
      param: 'store',
    })
    const call = await runtime.call(input)
    expect((await call.closed).receipt?.entries).toEqual(lost)
  })

  it('that is refused for what its provider warns of after the answer is paid for, and asked of nobody else', async () => {
    const late = slowVendor({
      start: [
        ({ warn }) => {
          warn({ type: 'dropped', field: 'seed', message: 'no seeds here' })
          return succeeded()
        },
      ],
    })
    const other = slowVendor({}, 'other')
    const runtime = await createRuntime({
      plugins: [late, other],
      env: {},
      channels: {
        stable: {
          'image.any': [
            { provider: 'slow', model: 'brush' },
            { provider: 'other', model: 'brush' },
          ],
        },
      },
    })
    const call = {
      id: 'call_late',
      capability: image,
      target: 'image.any',
      request: ask,
      strict: true,
    } as const
    await expect(runtime.generate(call)).rejects.toMatchObject({ reason: 'would_lose', billed: 'yes' })
    expect(other.asked).toEqual([])
    expect(await runtime.find('call_late')).toMatchObject({ record: { costNanoUsd: '3000000' } })
  })
})
