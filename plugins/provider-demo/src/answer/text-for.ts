import type { Supply } from './supply.ts'

interface Found {
  readonly text: string
  /** False where the text said nothing of it. */
  readonly said: boolean
}

type Schema = Readonly<Record<string, unknown>>

const formats: Readonly<Record<string, (supply: Supply) => readonly [string | undefined, string]>> = {
  date: supply => [supply.next('dates'), '2000-01-01'],
  time: supply => [withSeconds(supply.next('times')), '12:00:00Z'],
  'date-time': supply => [withTime(supply.next('dates')), '2000-01-01T00:00:00Z'],
  duration: () => [undefined, 'PT1H'],
  email: supply => [supply.next('emails'), 'someone@example.com'],
  uri: supply => [supply.next('urls'), 'https://example.com/'],
  url: supply => [supply.next('urls'), 'https://example.com/'],
  uuid: () => [undefined, '00000000-0000-4000-8000-000000000000'],
  ipv4: () => [undefined, '192.0.2.1'],
  ipv6: () => [undefined, '2001:db8::1'],
  hostname: () => [undefined, 'example.com'],
}

/** What to look for by the last word of a property's name. */
const kinds: readonly (readonly [RegExp, (supply: Supply) => string | undefined])[] = [
  [/date|day$/, supply => supply.next('dates')],
  [/time$/, supply => supply.next('times')],
  [/mail$|recipient$|^to$/, supply => supply.next('emails') ?? supply.next('names')],
  [/ur[il]$|link$|website$/, supply => supply.next('urls')],
  [/expression$|formula$|equation$|calculation$/, supply => supply.facts.expression],
  [/city|location|place|country|town|destination|origin|region|address|area/, place],
  [
    /name$|person$|author$|artist$|company$|title$|capital$|user$|who$/,
    supply => supply.next('quoted') ?? supply.next('names'),
  ],
  [/currency|from$|to$|source$|target$|language$|unit$|symbol$|ticker$/, supply => supply.next('names')],
  [
    /query|search|question|prompt|text|message|input|request|content|body|description|summary|answer|topic|term|keyword|reason|sentence/,
    whole,
  ],
]

/** A text for a property, by its format, by what is said of it, or by what its name asks for. */
export function textFor(schema: Schema, key: string, supply: Supply): Found {
  const format = formats[schema['format'] as string]
  if (format) {
    const [found, otherwise] = format(supply)
    return { text: found ?? otherwise, said: found !== undefined }
  }
  const said = supply.said(key)
  const found = typeof said === 'string' || typeof said === 'number' ? String(said) : byKind(key, supply)
  const text = found ?? supply.next('quoted') ?? supply.next('names')
  return { text: fitting(text ?? whole(supply), schema), said: text !== undefined }
}

function byKind(key: string, supply: Supply): string | undefined {
  for (const [names, find] of kinds) if (names.test(key)) return find(supply)
  return undefined
}

function place(supply: Supply): string | undefined {
  const after =
    /\b(?:in|at|to|for|from|near|of|around)\s+((?:\p{Lu}[\p{L}'’.-]*)(?:[ ,]+\p{Lu}[\p{L}'’.-]*)*)/u.exec(
      supply.text,
    )?.[1]
  const found = supply.next('names')
  return found ?? after?.replace(/[.,]+$/, '')
}

function whole(supply: Supply): string {
  return supply.facts.quoted[0] ?? supply.text.trim()
}

/** Held to the schema's length and, where a simple text will do, to its pattern. */
function fitting(text: string, schema: Schema): string {
  const most = schema['maxLength'] as number | undefined
  const least = (schema['minLength'] as number | undefined) ?? 0
  const cut = Array.from(text).slice(0, most).join('').padEnd(least, 'x')
  const pattern = schema['pattern']
  if (typeof pattern !== 'string') return cut
  const matches = patternTest(pattern)
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}_.@:/+-]*/gu) ?? []
  const simple = [
    'a',
    'A',
    '1',
    'abc',
    'ABC',
    '123',
    '1234',
    '12345',
    '000-00-0000',
    'A1',
    'AB12',
    '#aabbcc',
    'a-b',
    '2000-01-01',
    '1.0.0',
  ]
  return (
    [
      cut,
      ...words,
      ...words.map(word => word.toLowerCase()),
      ...words.map(word => word.toUpperCase()),
      ...simple,
    ].find(matches) ?? cut
  )
}

function patternTest(pattern: string): (text: string) => boolean {
  try {
    const expression = new RegExp(pattern, 'u')
    return text => expression.test(text.slice(0, 200))
  } catch {
    return () => true
  }
}

function withSeconds(time: string | undefined): string | undefined {
  return time === undefined
    ? undefined
    : `${time.padStart(5, '0')}${time.split(':').length === 2 ? ':00' : ''}Z`
}

function withTime(date: string | undefined): string | undefined {
  return date === undefined ? undefined : `${date}T00:00:00Z`
}
