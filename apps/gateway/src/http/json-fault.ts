/** Where a text stops being JSON, in lines and columns from 1. */
export interface JsonFault {
  readonly line: number
  readonly column: number
  readonly expected: string
}

const token =
  /(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y

type Expects = 'value' | 'key' | 'colon' | 'comma' | 'end'

const words: Readonly<Record<Expects, string>> = {
  value: 'a value',
  key: 'a property name in double quotes',
  colon: '":"',
  comma: '"," or a closing bracket',
  end: 'the end of the text',
}

/** Finds the place, because the platform's parser tells it for some faults only. Undefined if the text is JSON. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: string[] = []
  let expects: Expects = 'value'
  let justOpened = false
  let index = 0
  for (;;) {
    const start = startOfToken(text, index)
    if (start === text.length && expects === 'end') return undefined
    token.lastIndex = start
    const match = token.exec(text)
    if (!match) return faultAt(text, start, words[expects])
    const [, mark, string] = match
    index = token.lastIndex
    if (closes(mark, open.at(-1), expects, justOpened)) {
      open.pop()
      expects = afterValue(open)
    } else if (expects === 'value' && (mark === '{' || mark === '[')) {
      open.push(mark)
      expects = mark === '{' ? 'key' : 'value'
      justOpened = true
      continue
    } else if (expects === 'value' && mark === undefined) expects = afterValue(open)
    else if (expects === 'key' && string !== undefined) expects = 'colon'
    else if (expects === 'colon' && mark === ':') expects = 'value'
    else if (expects === 'comma' && mark === ',') expects = open.at(-1) === '{' ? 'key' : 'value'
    else return faultAt(text, start, words[expects])
    justOpened = false
  }
}

function closes(
  mark: string | undefined,
  opened: string | undefined,
  expects: Expects,
  justOpened: boolean,
): boolean {
  if (mark === '}') return opened === '{' && (expects === 'comma' || (expects === 'key' && justOpened))
  if (mark === ']') return opened === '[' && (expects === 'comma' || (expects === 'value' && justOpened))
  return false
}

function afterValue(open: readonly string[]): Expects {
  return open.length > 0 ? 'comma' : 'end'
}

function startOfToken(text: string, index: number): number {
  while (index < text.length && ' \t\r\n'.includes(text[index] as string)) index++
  return index
}

function faultAt(text: string, index: number, expected: string): JsonFault {
  const before = text.slice(0, index)
  return { line: before.split('\n').length, column: index - before.lastIndexOf('\n'), expected }
}
