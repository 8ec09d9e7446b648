import { expect, it } from 'vitest'
import { oldestNode } from '../version.ts'
import { isNodeNewEnough } from './node-version.ts'

it.each([
  ['22.18.0', false],
  ['20.99.0', false],
  ['22.19.0', true],
  ['22.20.1', true],
  ['24.0.0', true],
])('of Node %s says whether it is new enough for the package: %s', (running, enough) => {
  expect(oldestNode).toBe('22.19')
  expect(isNodeNewEnough(running)).toBe(enough)
})
