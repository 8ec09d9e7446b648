import { testCuts } from '@lucid-gateway/oracle'
import { openBench } from './bench.ts'
import { asked, geminiSides } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const model = 'gemini-2.5-flash'

testCuts({
  simulator,
  sides: geminiSides(simulator, plugin, attempts),
  plugin: plugin.chat,
  attempt: signal => attempts.next(model, signal && { signal }),
  asked: params => asked(params, true),
  question: { model, contents: 'one two three four' },
  wide: { model, contents: 'Grüße 👋🏽 日本' },
  after: { late: 3, early: 0 },
  sdkFails: ({ kind }) => kind !== 'end' && kind !== 'without',
  said: ({ candidates }) => candidates.flatMap(({ text }) => text || []),
  answered: ({ candidates, usage }) => ({ candidates, usage }),
  known: { usage: { meters: { input: { certainty: 'known' } } } },
})
