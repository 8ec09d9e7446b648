import { corpus, countAsO200k, countTokens } from '@lucid-gateway/simulators'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { estimateInput } from './estimate-input.ts'
import { estimateTokens } from './estimate-tokens.ts'

let counting: Disposable
beforeAll(async () => {
  counting = await countAsO200k()
})
afterAll(() => counting[Symbol.dispose]())

describe('the estimate of a text', () => {
  it('is within 5 % of the tokens of all that is measured, and of no text below 0.8 of them', () => {
    const measured = Object.entries(corpus).map(([name, text]) => {
      const tokens = countTokens(text)
      return { name, tokens, estimated: estimateTokens(text), ratio: estimateTokens(text) / tokens }
    })
    expect(measured.length).toBeGreaterThan(40)
    const total = (of: 'tokens' | 'estimated') => measured.reduce((sum, each) => sum + each[of], 0)
    expect(total('estimated') / total('tokens')).toBeGreaterThan(0.95)
    expect(total('estimated') / total('tokens')).toBeLessThan(1.05)
    expect(measured.filter(({ ratio }) => ratio < 0.8 || ratio > 1.5)).toEqual([])
  })

  it('of several texts on end is about the sum of theirs', () => {
    const texts = Object.values(corpus)
    for (const [at, text] of texts.entries()) {
      const next = texts[(at + 7) % texts.length] as string
      const apart = estimateTokens(text) + estimateTokens(next)
      expect(estimateTokens(text + next) / apart).toBeGreaterThan(0.8)
      expect(estimateTokens(text + next) / apart).toBeLessThan(1.25)
    }
  })

  /** What the tokeniser o200k_base makes of each. */
  it.each([
    [
      'English prose',
      33,
      'All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.',
    ],
    ['words in capitals', 20, 'THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG. DO NOT DISTURB.'],
    [
      'German prose',
      38,
      'Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.',
    ],
    [
      'Finnish prose',
      54,
      'Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto, ja heidän on toimittava toisiaan kohtaan veljeyden hengessä.',
    ],
    [
      'TypeScript',
      28,
      'export function sum(values: readonly number[]): number {\n  return values.reduce((total, value) => total + value, 0)\n}\n',
    ],
    ['JSON', 30, '{"id":"call_9","arguments":{"city":"Oslo","days":[1,2,3],"metric":true,"note":null}}'],
    [
      'base64',
      53,
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    ],
    ['hexadecimal', 38, '3f786850e387550fdab836ed7e6dc881de23001b2e7d2c52820259559096d2d60e6ab'],
    ['numbers', 32, '3.14159265358979 2.71828182845905 1.41421356237310 1 22 333 4444'],
    ['a table', 26, '| name | size |\n|------|------|\n| a    | 10   |\n| b    | 200  |\n'],
    ['Chinese', 35, '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。'],
    ['Japanese', 35, 'すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。'],
    ['Korean', 24, '모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.'],
    ['Russian', 17, 'Все люди рождаются свободными и равными в своем достоинстве и правах.'],
    ['Greek', 31, 'Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.'],
    ['Arabic', 18, 'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.'],
    ['Hindi', 25, 'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।'],
    ['Thai', 32, 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ'],
    ['Amharic', 79, 'የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው።'],
    ['emoji', 31, '😀🎉🚀👋🏽👩‍👩‍👧‍👦❤️🔥✨🇩🇪🇫🇷'],
  ] as const)('of %s is 0.8 to 1.3 times its %i tokens', (_name, tokens, text) => {
    const estimated = estimateTokens(text)
    expect(estimated / tokens).toBeGreaterThanOrEqual(0.8)
    expect(estimated / tokens).toBeLessThan(1.3)
  })

  it('of nothing is nothing, and of half a character is something', () => {
    expect(estimateTokens('')).toBe(0)
    expect(estimateTokens('\ud83d')).toBeGreaterThan(0)
  })

  it('grows in proportion to its length', () => {
    const start = performance.now()
    expect(estimateTokens('word '.repeat(2_000_000)) / 2_000_000).toBeCloseTo(1, 1)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

describe('the estimate of a request', () => {
  const quantityOf = (request: unknown) => {
    const { input } = estimateInput(request).meters
    return input?.certainty === 'estimated' ? input.quantity : undefined
  }

  it('has the words round its texts, and tools with the names in their schemas', () => {
    const messages = [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }]
    const bare = quantityOf({ messages }) as number
    expect(bare).toBeGreaterThan(1)
    const tool = { type: 'function', name: 'w', parameters: { properties: { latitude: { type: 'number' } } } }
    expect(quantityOf({ messages, tools: [tool] })).toBeGreaterThan(bare + 8)
  })

  it('takes a picture for a picture and not for its base64, and leaves out what one wire alone understands', () => {
    const base64 = 'A'.repeat(4_000_000)
    const file = { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64 } }
    expect(quantityOf({ content: [file] })).toBe(1601)
    const signed = { type: 'reasoning', text: 'hm', signature: base64, extra: { wire: { data: base64 } } }
    expect(quantityOf({ content: [signed] })).toBeLessThan(10)
  })
})
