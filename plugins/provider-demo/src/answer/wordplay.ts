import { wordsOf } from '../words/words.ts'

/** Small things to do with the caller's own words: repeat, count, turn round, change case. */
export function playWithWords(text: string): string | undefined {
  for (const play of plays) {
    const answer = play(text)
    if (answer !== undefined) return answer
  }
  return undefined
}

type Play = (text: string) => string | undefined

const repeat: Play = text => {
  const order =
    /^\s*(?:please\s+|can you\s+|could you\s+|just\s+)*(?:repeat|say|echo|print|(?:reply|respond|answer)(?:\s+(?:only|exactly|just))*\s+with|write(?!\s+(?:me|a|an|some|about|\d)))\b(?:\s+(?:only|exactly|just|back|after me|the (?:words?|phrase|text|following(?: words?| text)?)))*\s*[:,-]?\s*(.+)$/is.exec(
      text,
    )?.[1]
  if (order === undefined) return undefined
  const times = /^(.*?)[\s,]+(\d{1,2}|twice|thrice)(?:\s+times)?[.!]?$/is.exec(order)
  const many = times && /times|twice|thrice/i.test(order) ? times : undefined
  const count = many ? ({ twice: 2, thrice: 3 }[(many[2] as string).toLowerCase()] ?? Number(many[2])) : 1
  const words = unquoted(many ? (many[1] as string) : order)
  return Array.from({ length: Math.min(count, 50) }, () => words).join(' ')
}

const countUp: Play = text => {
  const range = /\bcount\s+(?:from\s+(-?\d+)\s+)?(?:up\s+|down\s+)?to\s+(-?\d+)/i.exec(text)
  if (!range) return undefined
  const from = Number(range[1] ?? 1)
  const to = Number(range[2])
  const steps = Math.min(Math.abs(to - from), 999)
  return `${Array.from({ length: steps + 1 }, (_, at) => from + Math.sign(to - from) * at).join(', ')}.`
}

const measure: Play = text => {
  const asked =
    /how many (words|letters|characters)\b(?:\s+(?:are|is))?(?:\s+there)?\s*(?:in|does|has)?\s*(.+)$/is.exec(
      text,
    )
  if (!asked) return undefined
  const subject = unquoted(
    (asked[2] as string)
      .replace(/\?\s*$/, '')
      .replace(/^(?:the )?(?:words?|phrase|sentence|text)\s*:?\s+/i, ''),
  )
  const what = (asked[1] as string).toLowerCase()
  const size =
    what === 'words'
      ? wordsOf(subject).length
      : Array.from(what === 'letters' ? subject.replace(/[^\p{L}]/gu, '') : subject).length
  return `"${subject}" has ${size} ${size === 1 ? what.slice(0, -1) : what}.`
}

const turned: Play = text => {
  const subject =
    /^\s*(?:please\s+)?reverse(?:\s+the\s+(?:words?|text|string|letters of))?\s*:?\s+(.+)$/is.exec(text)?.[1]
  return subject === undefined
    ? undefined
    : [...new Intl.Segmenter().segment(unquoted(subject))]
        .map(each => each.segment)
        .toReversed()
        .join('')
}

const cased: Play = text => {
  const order = /\b(upper|lower)\s?-?case\b[^:"“']*[:\s]\s*(.+)$/is.exec(text)
  if (!order) return undefined
  const words = unquoted(order[2] as string)
  return (order[1] as string).toLowerCase() === 'upper' ? words.toUpperCase() : words.toLowerCase()
}

const plays: readonly Play[] = [countUp, measure, turned, cased, repeat]

function unquoted(text: string): string {
  const trimmed = text.trim()
  return /^["“'`](.+)["”'`][.!]?$/s.exec(trimmed)?.[1] ?? trimmed
}
