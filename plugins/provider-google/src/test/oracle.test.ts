import { Ledger, testAnswers, testNoneStale } from '@lucid-gateway/oracle'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { cases } from './cases.ts'
import { geminiSides } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const ledger = new Ledger(acceptedDifferences, 'request', 'answer')

testAnswers({
  simulator,
  sides: geminiSides(simulator, plugin, attempts),
  cases: cases.map(({ params, ...rest }) => ({ question: params, ...rest })),
  ledger,
  of: { request: 'request', answer: 'answer' },
})
testNoneStale(ledger)
