import { type Facts, factsOf } from './facts.ts'

/** Hands out the facts of a text one by one, so that two numbers go to two fields. */
export interface Supply {
  readonly text: string
  readonly facts: Facts
  /** What the text says of the key itself: `age: 36`. */
  said(key: string): unknown
  number(key: string, fits: (value: number) => boolean): number | undefined
  truth(key: string): boolean | undefined
  /** Things listed: `red, green and blue`. */
  list(key: string): readonly string[]
  /** The next of a list of facts that was not handed out before. */
  next(kind: 'quoted' | 'dates' | 'times' | 'emails' | 'urls' | 'names'): string | undefined
  /** A supply that knows one thing only. */
  about(text: string): Supply
}

const namesPeopleOrPlaces =
  /participants|people|names|attendees|guests|members|authors|users|cities|countries|places|locations/

export function supplyOf(facts: Facts): Supply {
  const taken = new Map<string, number>()
  const numbers = [...facts.numbers]
  return {
    text: facts.text,
    facts,
    said: key => {
      const tail = key.split(' ').at(-1) as string
      return facts.pairs.get(key) ?? facts.pairs.get(tail)
    },
    number(key, fits) {
      const said = Number(String(this.said(key) ?? '').match(/-?\d+(?:\.\d+)?/)?.[0] ?? Number.NaN)
      const value = fits(said) ? said : numbers.find(fits)
      const at = value === undefined ? -1 : numbers.indexOf(value)
      if (at >= 0) numbers.splice(at, 1)
      return value
    },
    truth(key) {
      const said = this.said(key)
      if (typeof said === 'boolean') return said
      if (typeof said === 'string' && /^(true|yes|on|no|false|off)\b/i.test(said))
        return /^(true|yes|on)/i.test(said)
      const words = key.split(' ').filter(word => word !== 'is' && word !== 'has')
      const last = words.at(-1)
      if (last === undefined || !new RegExp(`\\b${escaped(last)}`, 'i').test(facts.text)) return undefined
      return !new RegExp(`\\b(?:not?|without|never|isn't|don't)\\s+(?:\\w+\\s+)?${escaped(last)}`, 'i').test(
        facts.text,
      )
    },
    list(key) {
      const said = this.said(key)
      if (Array.isArray(said)) return said.map(String)
      if (facts.names.length > 1 && namesPeopleOrPlaces.test(key)) return facts.names
      const source =
        typeof said === 'string'
          ? facts.text.slice(facts.text.indexOf(said))
          : (/[:]\s*(.+)$/s.exec(facts.text)?.[1] ?? facts.text)
      const items = source
        .split(/\s*,\s*(?:and\s+)?|\s+and\s+|\n[-*\s]*/)
        .map(item => item.replace(/[.;!?]+$/, '').trim())
      return items.length > 1 && items.every(item => item !== '' && item.split(/\s+/).length <= 4)
        ? items
        : facts.quoted
    },
    next(kind) {
      const at = taken.get(kind) ?? 0
      taken.set(kind, at + 1)
      return facts[kind][at]
    },
    about: text => ({ ...supplyOf(factsOf(text)), said: () => text }),
  }
}

function escaped(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, String.raw`\$&`)
}
