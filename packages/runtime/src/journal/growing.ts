/** A record that grows by fields behind those it has, with its JSON: what was written once is not written again. */
export class Growing {
  readonly #before: object
  /** Without the brace that ends it. */
  readonly #open: string

  constructor(record: object) {
    this.#before = record
    this.#open = json(record).slice(0, -1)
  }

  get text(): string {
    return `${this.#open}}`
  }

  /** What it has grown into. */
  textOf(record: object): string {
    if (record === this.#before) return this.text
    let text = this.#open
    for (const name in record) {
      if (name in this.#before) continue
      const value = json((record as Record<string, unknown>)[name])
      if (value !== undefined) text += `,"${name}":${value}`
    }
    return `${text}}`
  }
}

export function json(value: object): string
export function json(value: unknown): string | undefined
export function json(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`
  try {
    return JSON.stringify(value)
  } catch {
    return JSON.stringify(value, plain())
  }
}

/** Leaves out what JSON can't hold: a plugin told it against its contract. */
function plain(): (this: unknown, name: string, value: unknown) => unknown {
  const above: unknown[] = []
  return function (_name, value) {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value !== 'object' || value === null) return value
    while (above.length > 0 && above.at(-1) !== this) above.pop()
    if (above.includes(value)) return undefined
    above.push(value)
    return value
  }
}
