import { isFunctionWord } from '../words/words.ts'
import { parsedObject } from './question.ts'

/** What can be read off a text, in the order in which it stands there. */
export interface Facts {
  readonly text: string
  readonly quoted: readonly string[]
  readonly numbers: readonly number[]
  readonly dates: readonly string[]
  readonly times: readonly string[]
  readonly emails: readonly string[]
  readonly urls: readonly string[]
  /** Words with a capital that do not begin a sentence, joined where they follow one another. */
  readonly names: readonly string[]
  /** `key: value` and `key is value`, and the fields of an object written as JSON; keys in plain lower case. */
  readonly pairs: ReadonlyMap<string, unknown>
  /** Something to calculate. */
  readonly expression: string | undefined
}

const isoDate = /\b\d{4}-\d{2}-\d{2}\b/g
const clockTime = /\b(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?\b/g
const address = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const link = /https?:\/\/[^\s"'<>)\]]+[^\s"'<>)\].,;:!?]/g

export function factsOf(text: string): Facts {
  const withoutCodes = text
    .replace(isoDate, ' ')
    .replace(clockTime, ' ')
    .replace(address, ' ')
    .replace(link, ' ')
  return {
    text,
    quoted: Array.from(
      text.matchAll(/"([^"]+)"|“([^”]+)”|(?<!\w)'([^']+)'(?!\w)|`([^`]+)`/g),
      ([, a, b, c, d]) => (a ?? b ?? c ?? d) as string,
    ),
    numbers: Array.from(withoutCodes.matchAll(/(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?!\w)/g), ([digits]) =>
      Number(digits.replaceAll(',', '')),
    ),
    dates: text.match(isoDate) ?? [],
    times: text.match(clockTime) ?? [],
    emails: text.match(address) ?? [],
    urls: text.match(link) ?? [],
    names: namesIn(withoutCodes),
    pairs: pairsIn(text),
    expression: text.match(/[(\d][\d\s.()]*(?:[-+*/^%]\s*[-(\d][\d\s.()]*)+/)?.[0].trim(),
  }
}

/** A key as people and schemas write it, made comparable: `First_Name` and `firstName` are `first name`. */
export function plainKey(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase()
}

function namesIn(text: string): readonly string[] {
  const found = text.matchAll(
    /\p{Lu}[\p{L}\p{N}'’.-]*(?: (?:(?:de|da|la|van|von|of|the) )?\p{Lu}[\p{L}\p{N}'’.-]*)*/gu,
  )
  return Array.from(found, ([words]) => words.split(' '))
    .map(words => words.slice(words.findIndex(word => !isNoName(word)) >>> 0))
    .map(words => words.join(' ').replace(/[.'’-]+$|['’]s$/, ''))
    .filter(words => words !== '')
}

/** Words that have a capital because they begin a request, or because they name a day or a month. */
const noNames: ReadonlySet<string> = new Set(
  `add answer ask book calculate call check compute convert create describe extract fetch fill find get hello hey hi list
  look make read return schedule search send set show translate use what's write sunday monday tuesday wednesday thursday
  friday saturday january february march april may june july august september october november december`.split(
    /\s+/,
  ),
)

function isNoName(word: string): boolean {
  const plain = word.toLowerCase().replace(/[.,:]$/, '')
  return noNames.has(plain) || isFunctionWord(plain)
}

function pairsIn(text: string): ReadonlyMap<string, unknown> {
  const pairs = new Map<string, unknown>()
  for (const [, key, value] of text.matchAll(
    /([\p{L}][\p{L}\p{N}_-]*)\s*(?::|=|\bis\b|\bare\b)\s*["'“]?([^,;\n"”]+?)["'”]?(?=\s+and\s|[,;\n]|\.\s|\.?$)/gu,
  )) {
    pairs.set(plainKey(key as string), (value as string).trim())
  }
  for (const [, key, value] of text.matchAll(/(\p{L}[\p{L}\p{N}_-]*)\s+["“]([^"”]+)["”]/gu)) {
    pairs.set(plainKey(key as string), value)
  }
  const braces = /\{[\s\S]*\}/.exec(text)?.[0]
  for (const [key, value] of Object.entries(parsedObject(braces ?? ''))) pairs.set(plainKey(key), value)
  return pairs
}
