import { ensure } from './check.ts'
import type { FinishReason, Usage } from '@lucid-gateway/core'

/** The fields of any capability's parts that the grammar is about. */
interface AnyPart {
  readonly type: string
  readonly id?: string
  readonly choice?: number
  readonly usage?: Usage
  readonly finish?: { readonly unified?: unknown }
}

const finishes: ReadonlySet<unknown> = new Set<FinishReason['unified']>([
  'stop',
  'length',
  'tool-calls',
  'content-filter',
  'error',
  'other',
])

const blockType = /^(.+)-(start|delta|end)$/

/** Reads the parts of one stream and fails at the first that is out of order. */
export class Grammar {
  readonly #of: string
  readonly #needsFinish: boolean
  readonly #open = new Map<string, string>()
  readonly #used = new Set<string>()
  readonly #choices = new Set<number>()
  readonly #finished = new Set<number>()
  #usage: Usage | undefined
  #count = 0

  constructor(of: string, needsFinish: boolean) {
    this.#of = of
    this.#needsFinish = needsFinish
  }

  read(part: AnyPart): void {
    const first = this.#count++ === 0
    if (part.type === 'start') this.#ensure(first, '"start" must be the first part.')
    else if (part.type === 'usage') this.#readUsage(part.usage)
    else if (part.type === 'warning') this.#ensure(this.#finished.size === 0, 'a warning after the finish.')
    else if (part.type === 'finish') this.#finish(part.choice ?? 0, part.finish?.unified)
    else this.#readContent(part)
  }

  end(): void {
    const [open] = this.#open.values()
    this.#ensure(open === undefined, `${open} was never ended.`)
    this.#ensure(this.#usage, 'it has no usage part; say noUsage where nothing is known.')
    if (!this.#needsFinish) return
    for (const choice of this.#choices.add(0)) {
      this.#ensure(this.#finished.has(choice), `answer ${choice} has no finish.`)
    }
  }

  #readContent(part: AnyPart): void {
    const choice = part.choice ?? 0
    this.#choices.add(choice)
    this.#ensure(!this.#finished.has(choice), `"${part.type}" comes after the finish; only usage may.`)
    const [, kind, step] = blockType.exec(part.type) ?? []
    if (part.id === undefined || kind === undefined) return
    const key = `${choice} ${part.id}`
    const name = `${kind} "${part.id}"`
    if (step === 'start') {
      this.#ensure(!this.#used.has(key), `the id "${part.id}" is used for two blocks.`)
      this.#used.add(key)
      this.#open.set(key, name)
      return
    }
    this.#ensure(this.#open.get(key) === name, `"${part.type}" of ${name}, which is not open.`)
    if (step === 'end') this.#open.delete(key)
  }

  #finish(choice: number, why: unknown): void {
    this.#ensure(
      finishes.has(why),
      `the finish "${String(why)}" is none of ${[...finishes].join(', ')}; the vendor's own word is \`raw\`.`,
    )
    this.#ensure(!this.#finished.has(choice), `answer ${choice} finishes twice.`)
    this.#choices.add(choice)
    this.#finished.add(choice)
  }

  #readUsage(usage: Usage | undefined): void {
    this.#ensure(usage?.meters, 'a usage part without usage.')
    for (const [meter, before] of Object.entries(this.#usage?.meters ?? {})) {
      if (!before || before.certainty === 'unknown') continue
      const now = usage.meters[meter]
      const smaller = now === undefined || (now.certainty !== 'unknown' && now.quantity < before.quantity)
      this.#ensure(!smaller, `usage of ${meter} goes down; each usage part tells all that was used so far.`)
    }
    this.#usage = usage
  }

  #ensure(condition: unknown, message: string): asserts condition {
    ensure(condition, `${this.#of}: ${message}`)
  }
}
