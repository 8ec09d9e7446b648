import { testCuts } from '@lucid-gateway/oracle'
import { openBench } from './bench.ts'
import { asked, responsesOffer, responsesSides } from './responses-sides.ts'

const { attempts, simulator } = await openBench()
const offer = responsesOffer(simulator)
const model = 'gpt-4o-mini'

testCuts({
  simulator,
  sides: responsesSides(simulator, offer, attempts),
  plugin: offer,
  attempt: signal => attempts.next(model, signal && { signal }),
  asked: body => asked(body, true),
  question: { model, input: 'one two three four' },
  wide: { model, input: 'Grüße 👋🏽 日本' },
  after: { late: 6, early: 2 },
  sdkFails: ({ kind }) => kind !== 'end' && kind !== 'without',
  said: ({ said }) => said,
  answered: ({ said }) => said,
})
