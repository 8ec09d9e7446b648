import { type CallRecord, chat, type Log, LucidError, type ModelCard, type Plugin } from '@lucid-gateway/core'
import { manualClock, memoryLedger } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, says } from '../acme.fixture.ts'
import { createRuntime } from '../create-runtime.ts'
import type { RuntimeOptions } from '../options.ts'
import type { CallInput, Runtime } from '../runtime.ts'
import type { CardSource, Shutdown } from './card-source.ts'

interface Line {
  readonly message: string
  readonly facts: Readonly<Record<string, unknown>> | undefined
}

function listening(): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = []
  const write: Log['warn'] = (message, facts) => void lines.push({ message, facts })
  const log: Log = { debug: () => {}, info: () => {}, warn: write, error: write, child: () => log }
  return { log, lines }
}

const world = async (options: Partial<RuntimeOptions> & Pick<RuntimeOptions, 'plugins'>) => {
  const clock = manualClock(Date.UTC(2026, 10, 29, 12))
  const { log, lines } = listening()
  const ledger = memoryLedger()
  const runtime = await createRuntime({ env: {}, ports: { clock, log, ledger }, ...options })
  return {
    clock,
    lines,
    ledger,
    runtime,
    told: (text: string) => lines.filter(({ message }) => message.includes(text)),
  }
}
const principal = { organisation: 'default', key: 'app' }
async function ended(runtime: Runtime, more: Partial<CallInput<typeof chat>> = {}): Promise<CallRecord> {
  const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, principal, ...more })
  return call.closed
}

/** Lays cards over a vendor's by their ids. */
const known = (
  cards: readonly ModelCard[],
  retired: Readonly<Record<string, Shutdown>> = {},
): CardSource => ({
  layOver: ({ models }) => ({
    models: [
      ...models.map(card => ({ ...card, ...cards.find(({ id }) => id === card.id) })),
      ...cards.filter(({ id }) => models.every(card => card.id !== id)),
    ],
    retired: new Map(Object.entries(retired)),
  }),
})

const priceless = (plugin: Plugin): Plugin => ({
  ...plugin,
  models: plugin.models.map(card => {
    const { prices: _, ...rest } = card
    return rest
  }),
})

describe('a catalog', () => {
  const dear: ModelCard = {
    id: 'm',
    capabilities: ['chat'],
    prices: [
      { meter: 'input', nanoUsd: 1000n, per: 1 },
      { meter: 'output', nanoUsd: 1000n, per: 1 },
    ],
  }

  it('says what models cost, adds models, and is asked once an account and generation', async () => {
    const asked: string[] = []
    const catalog = known([dear, { id: 'new', capabilities: ['chat'] }])
    const counting: CardSource = {
      layOver(subject) {
        asked.push(subject.account)
        return catalog.layOver(subject)
      },
    }
    const plugins = [acme([says('hello')])]
    const options = { plugins, catalog: counting, accounts: { second: { provider: 'acme' } } }
    const { runtime } = await world(options)
    expect((await ended(runtime)).costNanoUsd).toBe('5000')
    expect((await ended(runtime, { target: 'second/m-latest' })).costNanoUsd).toBe('5000')
    expect(asked).toEqual(['acme', 'second'])
    expect(runtime.models().map(({ account, card }) => `${account}/${card.id}`)).toContain('second/new')
    expect(runtime.card('second', 'm-latest')).toMatchObject({ id: 'm', prices: dear.prices })
    expect(runtime.card('acme', 'nothing')).toBeUndefined()
    expect(runtime.card('nobody', 'm')).toBeUndefined()
    await runtime.reload({ plugins, env: {} })
    expect((await ended(runtime)).costNanoUsd).toBe('230')
    await runtime.close()
  })

  it('leaves a plugin as it is where it knows nothing more', async () => {
    const { runtime } = await world({
      plugins: [acme([says('hello')])],
      catalog: { layOver: ({ models }) => ({ models, retired: new Map() }) },
    })
    expect((await ended(runtime)).costNanoUsd).toBe('230')
    await runtime.close()
  })
})

describe('a price that is not known', () => {
  it('is told once in the log and marked in each record, and is never 0', async () => {
    const { runtime, told, ledger } = await world({ plugins: [priceless(acme([says('hello')]))] })
    for (let n = 0; n < 3; n++) expect((await ended(runtime)).costNanoUsd).toBeUndefined()
    await ended(runtime, { target: 'acme/m-latest' })
    await runtime.close()
    expect(told('the price of a model is not known').map(({ facts }) => facts?.['model'])).toEqual([
      'acme/m',
      'acme/m-latest',
    ])
    const { rows } = await ledger.attempts()
    expect(rows.map(({ record }) => [record.unpriced, record.costNanoUsd])).toEqual(
      Array.from({ length: 4 }, () => [true, undefined]),
    )
  })

  it('is refused under block before anything is sent, and a priced target serves instead', async () => {
    const [bare, priced] = [acme([says('a')]), acme([says('b')], 'other')]
    const { runtime } = await world({
      plugins: [priceless(bare), priced],
      unknownPrice: 'block',
      channels: {
        stable: {
          'chat.x': [
            { provider: 'acme', model: 'm' },
            { provider: 'other', model: 'm' },
          ],
        },
      },
    })
    await expect(ended(runtime)).rejects.toMatchObject({
      code: 'budget',
      reason: 'price_unknown',
      billed: 'no',
      message: 'The price of acme/m is not known, and such models are not called here.',
      hint: expect.stringContaining('catalog.models["acme/m"]') as string,
      details: { model: 'acme/m' },
    })
    expect((await ended(runtime, { target: 'chat.x' })).costNanoUsd).toBe('230')
    expect(bare.tried).toHaveLength(0)
    const { excluded } = await runtime.explain({ capability: chat, target: 'chat.x', request: hi, principal })
    expect(excluded).toContainEqual(expect.objectContaining({ account: 'acme', reason: 'price_unknown' }))
    await runtime.close()
  })

  it('under allow is said by the row alone', async () => {
    const { runtime, lines, ledger } = await world({
      plugins: [priceless(acme([says('hello')]))],
      unknownPrice: 'allow',
    })
    await ended(runtime)
    await runtime.close()
    expect(lines).toEqual([])
    expect((await ledger.attempts()).rows[0]?.record).not.toHaveProperty('unpriced')
    expect((await ledger.usage({ by: [] }))[0]).toMatchObject({ unknown: 1, costNanoUsd: '0' })
  })

  it('is as an account says, where it says so, and is the business of who brings a key', async () => {
    const { runtime, told } = await world({
      plugins: [priceless(acme([says('hello')]))],
      unknownPrice: 'allow',
      accounts: { strict: { provider: 'acme', unknownPrice: 'block' } },
    })
    await ended(runtime)
    await expect(ended(runtime, { target: 'strict/m' })).rejects.toMatchObject({ reason: 'price_unknown' })
    await ended(runtime, { target: 'strict/m', ownKeys: { strict: 'own-key-of-the-caller' } })
    expect(told('price')).toEqual([])
    await runtime.close()
  })

  it('is one of which half is known: output without a price', async () => {
    const half = [{ id: 'm', capabilities: ['chat'], prices: [{ meter: 'input', nanoUsd: 1n, per: 1 }] }]
    const plugins = [acme([says('hello')])]
    const { runtime } = await world({ plugins, catalog: known(half), unknownPrice: 'block' })
    await expect(ended(runtime)).rejects.toMatchObject({ reason: 'price_unknown' })
    await runtime.close()
  })
})

describe('a model that is shut down', () => {
  const on = '2026-11-29'
  const shutdown = { on, successor: 'm2' }
  const ending = known([{ id: 'm', capabilities: ['chat'], shutdown }])
  const missing = fails(
    new LucidError('not_found', 'No such model.', { origin: 'provider', recourse: 'none' }),
  )
  const dayMs = 24 * 60 * 60 * 1000

  it('is warned of beforehand, in each record and once in the log', async () => {
    const { runtime, told, clock } = await world({ plugins: [acme([says('hello')])], catalog: ending })
    const message = 'acme/m will be shut down on 2026-11-29. Its vendor names m2 instead.'
    for (const stream of [false, true]) {
      const call = await runtime.call({ capability: chat, target: 'acme/m', request: hi, principal, stream })
      if (call.outcome.kind === 'stream') for await (const _ of call.outcome.parts);
      const { warnings } = await call.closed
      expect(warnings).toEqual([{ type: 'deprecated', message }])
    }
    expect(told('shut down by its vendor').map(({ facts }) => facts)).toEqual([
      { model: 'acme/m', on, successor: 'm2' },
    ])
    await clock.advance(dayMs)
    expect((await ended(runtime)).warnings?.[0]?.message).toContain('was to be shut down on 2026-11-29')
    await runtime.close()
  })

  it('is asked for all the same afterwards, and the error names its successor', async () => {
    const { runtime, clock } = await world({ plugins: [acme([missing])], catalog: ending })
    const before = await ended(runtime).catch((error: unknown) => error)
    expect(before).not.toHaveProperty('details.successor')
    await clock.advance(dayMs)
    await expect(ended(runtime)).rejects.toMatchObject({
      message: 'No such model.',
      hint: 'acme/m was to be shut down on 2026-11-29. Its vendor names m2 instead.',
      details: { shutdown: on, successor: 'm2' },
    })
    await runtime.close()
  })

  it('and of which there is no card any more is named in the refusal', async () => {
    const catalog = known([], { old: { on: '2026-01-01', successor: 'm' } })
    const { runtime } = await world({ plugins: [acme([says('hello')])], catalog })
    for (const target of ['old', 'acme/old'])
      await expect(ended(runtime, { target })).rejects.toMatchObject({
        code: 'not_found',
        reason: 'unknown_model',
        message: `"${target}" was shut down by its vendor on 2026-01-01.`,
        hint: 'Ask for m, which its vendor names in its place.',
      })
    await runtime.close()
  })
})
