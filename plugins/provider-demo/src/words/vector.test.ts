import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTokens, piecesOf, tokensOf } from './tokens.ts'
import { likeness, textVector, tokenVector } from './vector.ts'

const alike = (a: string, b: string, dimensions = 256) =>
  likeness(textVector(a, dimensions), textVector(b, dimensions))

/** A text, one that is about the same thing, and one that is not. */
const pairs: readonly (readonly [string, string, string])[] = [
  ['How do I reset my password?', 'Recover a forgotten login credential', 'Bake bread at home'],
  ['The cat sat on the mat', 'A kitten was sitting on a rug', 'Stock prices fell sharply today'],
  ['fast cars', 'a quick automobile', 'slow cooking recipes'],
  ['Photos of the ocean', 'an image of the sea', 'A book about tax law'],
  ['weather forecast for tomorrow', 'Will it rain or will it be sunny?', 'The programmer fixed a bug'],
  ['The physician treated the patient', 'A doctor looks after an ill man', 'A guitar has six strings'],
  ['developers write code', 'A programmer writes software', 'The river flows to the sea'],
  ['réservation d’hôtel', 'hotel reservations', 'football match results'],
  ['running in the park', 'He runs each morning', 'He reads each evening'],
  ['how much does it cost', 'what is the price', 'where is the station'],
]

describe('text vectors', () => {
  it.each(pairs)('put "%s" nearer to "%s" than to "%s"', (text, related, unrelated) => {
    for (const dimensions of [64, 256, 1024]) {
      expect(alike(text, related, dimensions)).toBeGreaterThan(alike(text, unrelated, dimensions) + 0.05)
    }
  })

  it('have length 1, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 300 }), (text, dimensions) => {
        const vector = textVector(text, dimensions)
        expect(vector).toHaveLength(dimensions)
        expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
      }),
    )
  })

  it('are the same for the same text, case and accents aside', () => {
    expect(textVector('Crème Brûlée', 32)).toEqual(textVector('creme brulee', 32))
  })

  it('tell tokens apart', () => {
    expect(likeness(tokenVector([1, 2], 256), tokenVector([2, 1], 256))).toBeCloseTo(1, 9)
    expect(likeness(tokenVector([1, 2], 256), tokenVector([3, 4], 256))).toBeLessThan(0.5)
  })
})

describe('tokens', () => {
  it('joined, are the text, and so are pieces', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\ud800', 'a\udc00 b', '\u0301', ' \n\t ')),
        text => {
          expect(tokensOf(text).join('')).toBe(text)
          expect(piecesOf(text).join('')).toBe(text)
        },
      ),
    )
  })

  it('are counted as documented', () => {
    expect(countTokens('Hello, world')).toBe(3)
    expect(countTokens('internationally')).toBe(3)
    expect(countTokens('')).toBe(0)
    expect(countTokens('👍🏽')).toBe(2)
  })
})
