import { type GeminiSimulator, startGeminiSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { type Case, cases } from './cases.ts'
import { Ledger } from './ledger.ts'
import { type Seen, type Sides, sidesOf } from './sides.ts'
import { startedPlugin } from './started-plugin.ts'

let simulator: GeminiSimulator
let attempts: Attempts
let sides: Sides
const ledger = new Ledger('request', 'answer')

beforeAll(async () => {
  simulator = await startGeminiSimulator()
  attempts = attemptsAt(simulator)
  sides = sidesOf(simulator, await startedPlugin({ baseUrl: simulator.url }), attempts)
})
afterAll(async () => {
  await attempts[Symbol.asyncDispose]()
  await simulator.close()
})

/** The same question by one way, to a vendor that has seen nothing before. */
async function by(way: keyof Sides, { behaviour, params }: Case, stream: boolean): Promise<Seen> {
  simulator.reset()
  if (behaviour) simulator.script(behaviour)
  return sides[way](params, stream)
}

describe.each([
  ['whole', false],
  ['streamed', true],
] as const)('%s', (form, stream) => {
  describe.each(['decoded', 'relayed'] as const)('%s', way => {
    it.each(cases)('$name', async one => {
      const name = `${one.name}, ${form}, ${way}`
      const theirs = await by('sdk', one, stream)
      const ours = await by(way, one, stream)
      expect(theirs.error).toBeUndefined()
      expect(ours.thrown).toBeUndefined()
      expect(ledger.unaccepted('request', name, theirs.requests, ours.requests)).toEqual([])
      expect(ledger.unaccepted('answer', name, theirs.told, ours.told)).toEqual([])
    })
  })
})

it('accepts no difference that there is not', () => {
  expect(ledger.stale).toEqual([])
})
