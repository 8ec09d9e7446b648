/** Letters of five by seven dots: a digit to base 32 for each row from the top, its highest bit the leftmost dot. */
const rows: Readonly<Record<string, string>> = {
  ' ': '0000000',
  '!': '4444404',
  '"': 'aaa0000',
  '#': 'aavavaa',
  $: '4fke5u4',
  '%': 'op248j3',
  '&': 'cik8lid',
  "'": '4480000',
  '(': '2488842',
  ')': '8422248',
  '*': '04lel40',
  '+': '044v440',
  ',': '0000c48',
  '-': '000e000',
  '.': '00000cc',
  '/': '01248g0',
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'v2421he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  ':': '0cc0cc0',
  ';': '0cc0c48',
  '<': '248g842',
  '=': '00v0v00',
  '>': '8421248',
  '?': 'eh12404',
  '@': 'eh1dlle',
  A: 'ehhvhhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'uhhhhhu',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhe',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '7222iic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hpplljh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllrh',
  X: 'hha4ahh',
  Y: 'hha4444',
  Z: 'v1248gv',
  '[': 'e88888e',
  '\\': '0g84210',
  ']': 'e22222e',
  '^': '4ah0000',
  _: '000000v',
  '`': '8420000',
  '{': '2448442',
  '|': '4444444',
  '}': '8442448',
  '~': '008l200',
}

export const glyphWidth = 5
export const glyphHeight = 7

/** A box, for what has no letter here. */
const unknown = 'vhhhhhv'

/** The rows of a letter as numbers of five bits. */
export function glyphOf(letter: string): readonly number[] {
  return Array.from(rows[letter] ?? unknown, digit => Number.parseInt(digit, 32))
}

/** A text in the letters that there are: capitals without accents, plain quotes and dashes. */
export function printable(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”«»]/g, '"')
    .replace(/[‐-―]/g, '-')
    .replaceAll('ß', 'ss')
    .toUpperCase()
    .replace(/\s+/g, ' ')
    .trim()
}
