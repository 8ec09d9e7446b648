import { type Log, LucidError } from '@lucid-gateway/core'
import type { AttemptRun } from '../attempt-run.ts'
import { isPriced } from './is-priced.ts'

/**
 * What becomes of a call to a model whose price is not known: it is refused; it is let through, and told of once in the
 * log and marked in its record; or it is let through.
 */
export type UnknownPrice = 'block' | 'alert' | 'allow'

/** Names of models come from callers, so what is remembered of them has a bound. */
const most = 1000

/** Sees to it that a price which is not known is noticed. What a caller pays for is the caller's business. */
export class PriceWatch {
  readonly #log: Log
  readonly #told = new Set<string>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Throws where the try is not to be made. */
  require({ account, record, call, card }: AttemptRun): void {
    if (account.unknownPrice !== 'block' || record.payer === 'caller') return
    if (!isPriced(call.capability, card)) throw priceUnknown(`${record.account}/${record.model}`)
  }

  /** The same for one that is made now. */
  pass(attempt: AttemptRun): void {
    this.require(attempt)
    const { account, record, call, card } = attempt
    if (account.unknownPrice !== 'alert' || record.payer === 'caller' || isPriced(call.capability, card))
      return
    attempt.markUnpriced()
    this.#tell(`${record.account}/${record.model}`)
  }

  #tell(model: string): void {
    if (this.#told.has(model)) return
    if (this.#told.size >= most) this.#told.clear()
    this.#told.add(model)
    this.#log.warn('the price of a model is not known, so that its calls are of unknown cost', {
      model,
      hint: howToPrice(model),
    })
  }
}

/** A cheaper or a known one may still serve. */
function priceUnknown(model: string): LucidError {
  return new LucidError(
    'budget',
    `The price of ${model} is not known, and such models are not called here.`,
    {
      recourse: 'other',
      reason: 'price_unknown',
      hint: `Ask for another model. Whoever runs the gateway can say what it costs: ${howToPrice(model)}`,
      details: { model },
    },
  )
}

function howToPrice(model: string): string {
  return `give it prices under catalog.models["${model}"] in the config, or in the file that catalog.file names.`
}
