import { Ledger, testAnswers, testNoneStale } from '@lucid-gateway/oracle'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { cases } from './cases.ts'
import { chatSides } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const sides = chatSides(simulator, plugin, attempts)
const ledger = new Ledger(acceptedDifferences, 'request', 'answer')

testAnswers({
  simulator,
  sides,
  cases: cases.map(({ body, ...rest }) => ({ question: body, ...rest })),
  ledger,
  of: { request: 'request', answer: 'answer' },
})
testNoneStale(ledger)
