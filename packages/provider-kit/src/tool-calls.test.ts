import { describe, expect, it } from 'vitest'
import { type ToolCallFragment, toolCalls } from './tool-calls.ts'

/** The calls that the fragments add up to. */
function assembled(fragments: readonly ToolCallFragment[]): readonly (readonly [string, string, string])[] {
  const calls = toolCalls()
  const parts = [...fragments.flatMap(fragment => calls.add(fragment)), ...calls.end()]
  return parts
    .filter(part => part.type === 'tool-call-start')
    .map(start => {
      const deltas = parts
        .filter(part => part.type === 'tool-call-delta')
        .filter(part => part.id === start.id)
      return [start.id, start.name, deltas.map(delta => delta.input).join('')] as const
    })
}

describe('toolCalls', () => {
  const cases: readonly (readonly [string, readonly ToolCallFragment[], unknown])[] = [
    [
      'fragments under one index',
      [
        { index: 0, id: 'a', name: 'f' },
        { index: 0, input: '{"x"' },
        { index: 0, input: ':1}' },
      ],
      [['a', 'f', '{"x":1}']],
    ],
    [
      'two calls that take turns',
      [
        { index: 0, id: 'a', name: 'f' },
        { index: 1, id: 'b', name: 'g' },
        { index: 0, input: '1' },
        { index: 1, input: '2' },
      ],
      [
        ['a', 'f', '1'],
        ['b', 'g', '2'],
      ],
    ],
    [
      'an id and an empty name on every fragment',
      [
        { index: 0, id: 'a', name: 'f' },
        { index: 0, id: 'a', name: '', input: '1' },
      ],
      [['a', 'f', '1']],
    ],
    [
      'two calls under the same index',
      [
        { index: 0, id: 'a', name: 'f', input: '1' },
        { index: 0, id: 'b', name: 'g', input: '2' },
        { index: 0, input: '3' },
      ],
      [
        ['a', 'f', '1'],
        ['b', 'g', '23'],
      ],
    ],
    [
      'no index',
      [
        { id: 'a', name: 'f' },
        { input: '1' },
        { id: 'b', name: 'g' },
        { id: 'a', input: '2' },
        { input: '3' },
      ],
      [
        ['a', 'f', '12'],
        ['b', 'g', '3'],
      ],
    ],
    [
      'no id',
      [
        { index: 0, name: 'f', input: '1' },
        { index: 1, name: 'g', input: '2' },
      ],
      [
        ['call_0', 'f', '1'],
        ['call_1', 'g', '2'],
      ],
    ],
    [
      'a name that comes late',
      [
        { index: 0, id: 'a', input: '1' },
        { index: 0, name: 'f', input: '2' },
      ],
      [['a', 'f', '12']],
    ],
    ['a call without arguments', [{ index: 0, id: 'a', name: 'f', input: '' }], [['a', 'f', '{}']]],
    ['a call that never gets a name', [{ index: 0, id: 'a', input: '1' }], []],
  ]
  it.each(cases)('puts together %s', (_name, fragments, expected) => {
    expect(assembled(fragments)).toEqual(expected)
  })

  it.each([
    ['an index', (n: number) => ({ index: n, name: 'f', input: '{' })],
    ['an id', (n: number) => ({ id: `call-${n}`, name: 'f', input: '{' })],
    ['an index and an id', (n: number) => ({ index: n, id: `call-${n}`, name: 'f', input: '{' })],
  ])('takes time in proportion to the calls, each with %s of its own', (_what, fragment) => {
    const total = 20_000
    /** So many calls in all, in answers of `count` calls each: the same work and the same memory. */
    const millis = (count: number): number => {
      const began = performance.now()
      for (let left = total; left > 0; left -= count) {
        const calls = toolCalls()
        for (let n = 0; n < count; n++) calls.add(fragment(n))
        calls.end()
      }
      return performance.now() - began
    }
    // In turns, so that neither has the compiler or the machine more to itself than the other.
    const rounds = Array.from({ length: 8 }, () => [millis(total), millis(total / 8)] as const)
    const least = (which: 0 | 1): number => Math.min(...rounds.map(round => round[which]))
    // In one answer they take as long as in eight, or eight times as long if each is looked for among all.
    expect(least(0) / least(1)).toBeLessThan(30 / 8)
  })

  it('ends each call that it started, once', () => {
    const calls = toolCalls()
    calls.add({ index: 0, id: 'a', name: 'f', input: '1' })
    expect(calls.end()).toEqual([{ type: 'tool-call-end', id: 'a' }])
    expect(calls.end()).toEqual([])
  })
})
