import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameOf, readFrames } from './frames.ts'

const numRuns = process.env.LUCID_LONG === '1' ? 20_000 : 500
const text = fc.string({ minLength: 1, unit: 'grapheme' }).filter(some => !some.includes('\n'))
const texts = fc.array(text, { minLength: 1, maxLength: 20 })

const framesOf = (of: readonly string[]): Buffer => Buffer.concat(of.map(text => frameOf([text])))

/** Where each frame ends. */
function ends(of: readonly string[]): readonly number[] {
  return of.map((_text, at) => framesOf(of.slice(0, at + 1)).length)
}

describe('frames', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(texts, written => {
        expect(readFrames(framesOf(written))).toEqual({
          texts: written,
          end: framesOf(written).length,
          rest: 'none',
        })
      }),
      { numRuns },
    )
  })

  it('of several texts are read as those', () => {
    fc.assert(
      fc.property(texts, written => {
        expect(readFrames(frameOf(written)).texts).toEqual(written)
      }),
      { numRuns },
    )
  })

  it('that are cut off anywhere are there up to the cut', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (written, at) => {
        const bytes = framesOf(written)
        const cut = at % bytes.length
        const whole = ends(written).filter(end => end <= cut)
        const read = readFrames(bytes.subarray(0, cut))
        expect(read.texts).toEqual(written.slice(0, whole.length))
        expect(read.end).toBe(whole.at(-1) ?? 0)
      }),
      { numRuns },
    )
  })

  it('before a page of zeros are there, and the page is no frame', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 8, max: 4096 }), (written, at, page) => {
        const bytes = framesOf(written)
        const from = at % bytes.length
        const torn = Buffer.concat([bytes.subarray(0, from), Buffer.alloc(page)])
        const whole = ends(written).filter(end => end <= from).length
        const read = readFrames(torn)
        // A frame whose tail was zeros anyway is whole all the same.
        expect(read.texts.slice(0, whole)).toEqual(written.slice(0, whole))
        expect(written.slice(0, read.texts.length)).toEqual(read.texts)
        expect(read.rest).not.toBe('none')
      }),
      { numRuns },
    )
  })

  it('in which a bit was flipped end before it, and nothing made up is read', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(7), (written, at, bit) => {
        const bytes = framesOf(written)
        const place = at % bytes.length
        bytes[place] = (bytes[place] as number) ^ (1 << bit)
        const whole = ends(written).filter(end => end <= place).length
        const read = readFrames(bytes)
        expect(read.texts).toEqual(written.slice(0, whole))
        expect(read.rest).not.toBe('none')
      }),
      { numRuns },
    )
  })
})
