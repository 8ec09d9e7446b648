import { testCuts, ways } from '@lucid-gateway/oracle'
import { expect, it } from 'vitest'
import { openBench } from './bench.ts'
import { asked, type ChatBody, chatSides } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const sides = chatSides(simulator, plugin, attempts)
const { generate, stream, relay } = plugin.chat
const model = 'gpt-4o-mini'
const say = (content: string): ChatBody => ({ model, messages: [{ role: 'user', content }] })
const question = say('one two three four')

testCuts({
  simulator,
  sides,
  plugin: { generate, stream, relay: relay[0] },
  attempt: signal => attempts.next(model, signal && { signal }),
  asked: body => asked(body, true),
  question,
  wide: say('Grüße 👋🏽 日本'),
  after: { late: 4, early: 1 },
  sdkFails: ({ kind }) => kind !== 'end' && kind !== 'without',
  said: ({ choices }) => choices.flatMap(({ content }) => content || []),
  answered: ({ choices }) => choices,
})

it.each(ways)('a stream that lacks nothing but its terminator is whole, %s', async way => {
  const fault = { kind: 'without', what: 'done' } as const
  simulator.script({ fault }, { fault })
  const theirs = await sides.sdk(question, true)
  const ours = await sides[way](question, true)
  expect([theirs.error, ours.error]).toEqual([undefined, undefined])
  expect(ours.told?.choices).toEqual(theirs.told?.choices)
})
