/** What a calculation in words and signs comes to; undefined where there is none. */
export interface Sum {
  readonly expression: string
  readonly value: number
}

const spelled: readonly (readonly [RegExp, string])[] = [
  [/(\d),(?=\d{3}\b)/g, '$1'],
  [/(\d+(?:\.\d+)?)\s*(?:%|percent) of\s*/gi, '$1 / 100 * '],
  [/\bsquare root of\s*(\d+(?:\.\d+)?)/gi, '$1 ^ 0.5'],
  [/\bsqrt\s*\(?\s*(\d+(?:\.\d+)?)\s*\)?/gi, '$1 ^ 0.5'],
  [/\bto the power of\b|\*\*/gi, ' ^ '],
  [/\bsquared\b/gi, ' ^ 2'],
  [/\bplus\b|\badded to\b/gi, ' + '],
  [/\bminus\b|−/gi, ' - '],
  [/\btimes\b|\bmultiplied by\b|×|·|(?<=\d)\s*x\s*(?=\d)/gi, ' * '],
  [/\bdivided by\b|\bover\b|÷/gi, ' / '],
]

const calculation = /[-(]*\s*\d+(?:\.\d+)?[\s)]*(?:[-+*/^%]\s*[-(\s]*\d+(?:\.\d+)?[\s)]*)+/

export function sumIn(text: string): Sum | undefined {
  const plain = spelled.reduce(
    (so, [words, signs]) => so.replace(words, signs),
    text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, ' '),
  )
  const found = calculation.exec(plain)?.[0].trim()
  if (found !== undefined) {
    const value = evaluate(found)
    return value === undefined ? undefined : { expression: found.replace(/\s+/g, ' '), value }
  }
  return listed(plain)
}

const overLists: readonly (readonly [RegExp, string, (numbers: readonly number[]) => number])[] = [
  [/\b(?:sum|add|total)\b/i, ' + ', numbers => numbers.reduce((a, b) => a + b)],
  [/\b(?:product|multiply)\b/i, ' * ', numbers => numbers.reduce((a, b) => a * b)],
  [/\b(?:average|mean)\b/i, ', ', numbers => numbers.reduce((a, b) => a + b) / numbers.length],
  [/\b(?:maximum|max|largest|biggest|highest)\b/i, ', ', numbers => Math.max(...numbers)],
  [/\b(?:minimum|min|smallest|lowest)\b/i, ', ', numbers => Math.min(...numbers)],
]

function listed(text: string): Sum | undefined {
  const numbers = (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number)
  if (numbers.length < 2) return undefined
  for (const [word, sign, over] of overLists) {
    const said = word.exec(text)?.[0]
    if (said === undefined) continue
    const list = numbers.join(sign)
    return { expression: sign === ', ' ? `the ${said.toLowerCase()} of ${list}` : list, value: over(numbers) }
  }
  return undefined
}

/** A number as people write it: no more digits than are sure. */
export function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(12))) : 'not a number that I can write down'
}

/** `+ - * / % ^` and brackets with the usual precedence; undefined where the brackets do not match. */
function evaluate(expression: string): number | undefined {
  const tokens = expression.match(/\d+(?:\.\d+)?|[-+*/^%()]/g) ?? []
  let at = 0

  function sum(): number {
    let value = product()
    while (tokens[at] === '+' || tokens[at] === '-') value += tokens[at++] === '+' ? product() : -product()
    return value
  }

  function product(): number {
    let value = power()
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const sign = tokens[at++]
      const right = power()
      value = sign === '*' ? value * right : sign === '/' ? value / right : value % right
    }
    return value
  }

  function power(): number {
    if (tokens[at] === '-') {
      at += 1
      return -power()
    }
    const base = atom()
    if (tokens[at] !== '^') return base
    at += 1
    return base ** power()
  }

  function atom(): number {
    const token = tokens[at++]
    if (token !== '(') return Number(token)
    const value = sum()
    return tokens[at++] === ')' ? value : Number.NaN
  }

  const value = sum()
  return at === tokens.length && !Number.isNaN(value) ? value : undefined
}
