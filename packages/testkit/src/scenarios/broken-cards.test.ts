import { definePlugin, embedding, knownUsage, type ModelCard, type Plugin } from '@lucid-gateway/core'
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

it('finds a meter that has no price where others have one', async () => {
  expect(await judge('usage', 2, card('request'))).toContain(
    'moves the meter "input", for which the card of m',
  )
})
