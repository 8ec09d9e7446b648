import type { Finding, Loss } from './losses.ts'

const marks: Readonly<Record<Loss['action'], string>> = {
  emulated: '◐',
  coerced: '◑',
  dropped: '○',
  refused: '✕',
}
const order = ['refused', 'dropped', 'coerced', 'emulated'] as const

/** The words of all warnings of one table, each once, with a number. */
export class Footnotes {
  readonly #numbers = new Map<string, number>()

  /** A cell: the worst that happened, and the numbers of what was said of it. */
  cell({ losses, silent }: Finding): string {
    if (silent) return '·'
    if (losses.length === 0) return '●'
    const worst = order.find(action => losses.some(loss => loss.action === action)) ?? 'dropped'
    const numbers = [...new Set(losses.map(loss => this.#number(loss)))].toSorted((a, b) => a - b)
    return `${marks[worst]} <sup>${numbers.join(' ')}</sup>`
  }

  list(): string {
    return [...this.#numbers.keys()].map(text => `${this.#numbers.get(text)}. ${text}`).join('\n')
  }

  #number({ reason, action }: Loss): number {
    const text = `${escaped(general(reason))} (${action})`
    const number = this.#numbers.get(text) ?? this.#numbers.size + 1
    this.#numbers.set(text, number)
    return number
  }
}

/** Of fields that only one wire has, the row says which they are. */
function general(reason: string): string {
  return reason.replace(/^(Fields of \S+ are not sent on) .*$/, '$1 other wires.')
}

/** Text that Markdown takes for nothing but text. */
export function escaped(text: string): string {
  return text.replaceAll(/([*_|<>])/g, String.raw`\$1`)
}
