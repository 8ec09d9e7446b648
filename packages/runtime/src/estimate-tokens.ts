/**
 * How many tokens a text comes to, by the kinds of its characters: as near as can be to what o200k makes of it, and on
 * the whole neither above nor below. What it is measured on is in its test. Linear, and allocates nothing.
 */
export function estimateTokens(text: string): number {
  const { length } = text
  let tokens = 0
  /** Letters beyond the fifth of their word. */
  let long = 0
  let letters = 0
  let accented = 0
  let words = 0
  let open = 0
  for (let at = 0; at < length;) {
    const start = at
    const first = text.charCodeAt(at++)
    const kind = kindOf(first)
    if (kind === other) {
      tokens += weightOf(first)
      continue
    }
    let code = first
    let lines = first === newLine
    if (kind === letter && first > 0x7f) accented++
    for (; at < length; at++) {
      const next = text.charCodeAt(at)
      if (kindOf(next) !== kind) break
      // A capital begins a token within a word, and so does what comes after several.
      if (kind === letter && startsWord(code, next, at - start)) break
      if (kind === letter && next > 0x7f) accented++
      if (next === newLine) lines = true
      code = next
    }
    const run = at - start
    if (kind === letter) {
      tokens += isUpper(code) ? 1 + (run - 1) * perCapital : 1
      letters += run
      long += run > 4 ? run - 4 : 0
      if (run > 2) words++
      if (run > 2 && isOpen(code)) open++
    } else if (kind === digit) tokens += Math.ceil(run / 3)
    else if (kind === mark) tokens += tokensInMarks(run, at < length ? kindOf(text.charCodeAt(at)) : space)
    else if (run > 1 || first !== 0x20) tokens += lines ? perLine : perGap
  }
  if (length === 0) return 0
  const foreign = foreignness(accented, letters, open, words)
  const more = accented * perAccent + long * (perLetter + foreign * perForeignLetter)
  return Math.max(1, Math.round(tokens + more))
}

const newLine = 0x0a
const perLetter = 0.105
const perForeignLetter = 0.25
const perAccent = 0.12
const perCapital = 0.25
const perLine = 0.75
const perGap = 0.5

const space = 0
const letter = 1
const digit = 2
const mark = 3
const other = 4

/** Neighbours of one kind make a run; what is of no Latin alphabet counts by itself. */
function kindOf(code: number): number {
  if (code > 0x7f)
    return (code >= 0xc0 && code <= 0x24f) || (code >= 0x1e00 && code <= 0x1eff) ? letter : other
  if (code <= 0x20) return space
  if (code >= 0x30 && code <= 0x39) return digit
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x7a ? letter : mark
}

function isUpper(code: number): boolean {
  return code >= 0x41 && code <= 0x5a
}

function startsWord(before: number, next: number, sofar: number): boolean {
  return isUpper(next) ? !isUpper(before) : sofar > 1 && isUpper(before)
}

/** A mark often goes with the word after it, never with a number. */
function tokensInMarks(run: number, next: number): number {
  if (run === 1 && next === letter) return 0.55
  return (next === digit ? 1 : 0.7) + (run - 1) * 0.19
}

/** Whether a word that ends so is seldom English: in a, i, o or u. */
function isOpen(code: number): boolean {
  const lower = code | 0x20
  return lower === 0x61 || lower === 0x69 || lower === 0x6f || lower === 0x75
}

/** 0 for English and code, 1 for languages whose words are cut into more tokens: told by accents and by how words end. */
function foreignness(accented: number, letters: number, open: number, words: number): number {
  if (letters === 0) return 0
  const ends = words < 8 ? 0 : Math.max(0, open / words - 0.25) * 4
  return Math.min(1, (accented / letters) * 12 + ends)
}

/** By blocks of Unicode: the share of a token that a character of it makes. */
function weightOf(code: number): number {
  if (code < 0x370) return 0.6
  if (code < 0x400) return 0.43
  if (code < 0x530) return 0.34
  if (code < 0x590) return 1
  if (code < 0x600) return 0.45
  if (code < 0x700) return 0.39
  if (code < 0x900) return 1.5
  if (code < 0xe00) return 0.38
  if (code < 0xe80) return 0.45
  if (code < 0x2000) return 2
  if (code < 0x2e80) return 0.85
  if (code < 0x3040) return 0.8
  if (code < 0x3100) return 0.88
  if (code < 0xac00) return 0.93
  if (code < 0xd800) return 0.83
  if (code < 0xe000) return 0.75
  return 0.9
}
