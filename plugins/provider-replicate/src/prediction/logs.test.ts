import { parseProgressFromLogs } from 'replicate'
import { describe, expect, it } from 'vitest'
import { linesOf, progressIn } from './logs.ts'

const none = {}

describe('logs', () => {
  it('are lines, of which one that is written over counts for itself', () => {
    const logs = 'Using seed: 1\r\n  0%|          | 0/4\r 50%|█████     | 2/4\r\n\n'
    const lines = linesOf(logs, none)
    expect(lines).toEqual(['Using seed: 1', '  0%|          | 0/4', ' 50%|█████     | 2/4'])
  })

  it('are nothing where there are none', () => {
    expect([linesOf('', none), linesOf(null, none), linesOf(undefined, none)]).toEqual([[], [], []])
  })

  it('keep their end where they are many, and say so', () => {
    const lines = linesOf(Array.from({ length: 1500 }, (_, index) => `line ${index}`).join('\n'), none)
    expect(lines).toHaveLength(1001)
    expect([lines[0], lines.at(-1)]).toEqual(['(500 earlier lines are left out)', 'line 1499'])
  })

  it('show no secret', () => {
    expect(linesOf('token r8_abcdef', { apiKey: 'r8_abcdef' })).toEqual(['token [redacted]'])
  })
})

describe('progress', () => {
  const cases = [
    ' 45%|████▌     | 9/20 [00:01<00:01]',
    '100%|██████████| 20/20 [00:02<00:00]\nSaving',
    '  0%|          | 0/20\n 10%|█         | 2/20',
    'nothing of it',
    '12% done',
    '',
  ]
  it.each(cases)('is what the SDK reads: %j', logs => {
    expect(progressIn(linesOf(logs, none))).toBe(parseProgressFromLogs(logs)?.percentage)
  })

  it('is never more than all', () => {
    expect(progressIn(['120%|████| 6/5'])).toBe(1)
  })
})
