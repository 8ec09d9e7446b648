import { expect, it } from 'vitest'
import { Ledger } from './ledger.ts'

const reason = 'It means the same.'
const left = { a: { b: 1 }, c: [1, 2], d: undefined }
const right = { a: { b: 2 }, c: [1, 3] }

it('tells each place that differs and is not accepted', () => {
  const accepted = [{ of: 'answer', path: /^a\.b$/, cases: /^hello/, reason }]
  const ledger = new Ledger(accepted, 'answer')
  const paths = (of: string, name: string) => ledger.unaccepted(of, name, left, right).map(({ path }) => path)
  expect(paths('answer', 'hello, whole')).toEqual(['c[1]'])
  expect(paths('answer', 'another')).toEqual(['a.b', 'c[1]'])
  expect(paths('request', 'hello, whole')).toEqual(['a.b', 'c[1]'])
})

it('tells what is accepted and was not met, of its own comparisons', () => {
  const [met, stale, foreign] = ['answer', 'answer', 'error'].map((of, index) => {
    return { of, path: index === 0 ? /^a\.b$/ : /^z$/, reason }
  })
  if (!met || !stale || !foreign) throw new Error('There are three.')
  const ledger = new Ledger([met, stale, foreign], 'answer')
  ledger.unaccepted('answer', 'hello', left, right)
  expect(ledger.stale).toEqual([stale])
})
