import { Ledger, testAnswers, testNoneStale } from '@lucid-gateway/oracle'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { cases } from './cases.ts'
import { messagesSides } from './sides.ts'

const { attempts, simulator } = await openBench()
const ledger = new Ledger(acceptedDifferences, 'request', 'answer')

testAnswers({
  simulator,
  sides: messagesSides(simulator, attempts),
  cases: cases.map(({ body, head, ...rest }) => ({ question: { body, head }, ...rest })),
  ledger,
  of: { request: 'request', answer: 'answer' },
})
testNoneStale(ledger)
