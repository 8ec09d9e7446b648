import {
  definePlugin,
  embedding,
  knownUsage,
  type ModelCard,
  type OptionRules,
  type Plugin,
} from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { openSubject } from '../conformance/subject.ts'
import { type ScenarioName, scenarios } from './index.ts'

// Plugins whose cards, or whose lists, are wrong in one way.

async function judge(name: ScenarioName, vectors: number, ...cards: readonly ModelCard[]): Promise<string> {
  const plugin = definePlugin({
    id: 'lists',
    abi: 1,
    capabilities: { embedding },
    models: cards,
    setup: ({ provide }) =>
      provide({
        embedding: {
          generate: async () => ({
            vectors: Array.from({ length: vectors }, () => [1, 2]),
            usage: knownUsage({ input: 4 }),
          }),
        },
      }),
  }) as unknown as Plugin
  const subject = await openSubject({ plugin })
  try {
    await scenarios.find(scenario => scenario.name === name)?.run(subject)
    return 'nothing found'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    await subject.close()
  }
}

const card = (meter: string, per = 1): ModelCard => ({
  id: 'm',
  capabilities: ['embedding'],
  prices: [{ meter, nanoUsd: 1n, per }],
})

it('finds a vector too few', async () => {
  expect(await judge('an answer for each input', 1, card('input'))).toContain(
    'of 2 inputs it gives 1 vectors',
  )
  expect(await judge('an answer for each input', 2, card('input'))).toBe('nothing found')
})

it.each([
  ['a price for "inputs", and no such meter; there are input,', [card('inputs')]],
  ['a price of input for 0 units', [card('input', 0)]],
  ['two cards of the model "m"', [card('input'), card('input')]],
  ['nothing found', [card('input')]],
])('finds %s', async (message, cards) => {
  expect(await judge('manifest', 2, ...cards)).toContain(message)
})

const takes = (options: object): ModelCard => ({ ...card('input'), options: options as OptionRules })

it.each<[string, object]>([
  ['"dimension", which is no field of embedding', { dimension: { kind: 'untaken' } }],
  ['a rule of the kind "phase", which nobody knows', { dimensions: { kind: 'phase' } }],
  ['a choice of no values', { dimensions: { kind: 'choice', values: [] } }],
  ['a range from 4 to 2', { dimensions: { kind: 'range', min: 4, max: 2 } }],
  ['a range that has no value', { dimensions: { kind: 'range', min: 5, max: 7, step: 4 } }],
  ['a length of at most -1', { inputs: { kind: 'length', max: -1 } }],
  ['"1024", which is no size', { dimensions: { kind: 'size', values: ['1024'] } }],
  ['neither values nor bounds', { dimensions: { kind: 'size' } }],
  ['bounds that no size keeps to', { dimensions: { kind: 'size', bounds: { minSide: 9, maxSide: 8 } } }],
  [
    '"size", which is no field of embedding',
    { dimensions: { kind: 'mapped', to: 'size', values: { 1: 2 } } },
  ],
  [
    '"b", which its own rule refuses',
    {
      dimensions: { kind: 'mapped', to: 'user', values: { 1: 'b' } },
      user: { kind: 'choice', values: ['a'] },
    },
  ],
  [
    'fills "user", which fills another field itself',
    {
      dimensions: { kind: 'mapped', to: 'user', values: { 1: 'b' } },
      user: { kind: 'mapped', to: 'dimensions', values: { b: 1 } },
    },
  ],
  [
    'nothing found',
    {
      dimensions: { kind: 'range', min: 1, max: 8 },
      user: { kind: 'untaken' },
      inputs: { kind: 'length', max: 2 },
    },
  ],
])('finds in the options of a card %s', async (message, options) => {
  expect(await judge('manifest', 2, takes(options))).toContain(message)
})

it('finds a meter that has no price where others have one', async () => {
  expect(await judge('usage', 2, card('request'))).toContain(
    'moves the meter "input", for which the card of m',
  )
})
