import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { prettyLine } from './pretty-line.ts'

describe('prettyLine', () => {
  it('gives the terminal no orders of a caller or a vendor', () => {
    const evil = '\u001b[2J\u009b31mred\r\nfake line\u0007'
    const line = JSON.stringify({
      time: '2026-01-01T00:00:00Z',
      level: 'info',
      msg: evil,
      model: evil,
      [evil]: { deep: evil },
    })
    const text = stripVTControlCharacters(prettyLine(line))
    expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/)
    expect(text).toContain('\\u001b[2J')
    expect(prettyLine(line)).not.toContain('\u001b[2J')
  })
})
