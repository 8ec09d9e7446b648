import { expect, it } from 'vitest'
import { targetHeaders } from './answer-headers.ts'

const named = (model: string) =>
  targetHeaders({ target: { account: 'a', provider: 'a', model, weight: 1, why: 'named' } })['x-lucid-model']

it('a model whose name is half a character, or very long, still has a header', () => {
  expect(named('\ud800')).toBe('a%2F%EF%BF%BD')
  expect(named('x'.repeat(1000))).toHaveLength(256)
  expect(named('ü'.repeat(1000))).toHaveLength(256)
})
