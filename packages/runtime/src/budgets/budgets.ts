import { type AttemptRow, fromUnknown } from '@lucid-gateway/core'
import { type Repeated, repeat } from '../artifacts/repeat.ts'
import type { Ports } from '../options.ts'
import { OwnRules } from '../rules/own-rules.ts'
import type { Rulebook } from '../rules/rulebook.ts'
import { notAsked } from '../rates/not-asked.ts'
import type { Caller } from '../rates/whose.ts'
import { type BudgetLine, linesFor } from './budget-line.ts'
import type { BudgetAlert, BudgetRule } from './budget-rule.ts'
import { Bygone } from './bygone.ts'
import { Escrow } from './escrow.ts'
import { Holding } from './holding.ts'
import { inherit, type RowOrder } from './inherit.ts'
import { overBudget, unbounded } from './over-budget.ts'
import { affordableCap, capOf, expectedOf, paidTokens, type Priced, takesCap, worstOf } from './terms.ts'

export interface BudgetsParts extends Pick<Ports, 'store' | 'clock' | 'log'> {
  /** Names this process among those that share the Store. */
  readonly owner: string
  /** Budgets that callers have beside those that are `use`d. */
  readonly rulebook?: Rulebook | undefined
  onAlert?(alert: BudgetAlert): void
}

/** A try that is to be paid for. */
export interface Payable extends Priced, Caller {
  /** When it began. */
  readonly at: number
  /** Its account and model, for what is said of it. */
  readonly target: string
  /** Whether it must be asked for in the caller's own words, so that nothing can be added to them. */
  readonly isFixed?: boolean
}

const beatMs = 1000

/** The budgets of a process. What a try may cost is set aside from slices in memory, and the rows in the Store are asked now and then. */
export class Budgets {
  readonly #parts: BudgetsParts
  readonly #escrows = new Map<string, Escrow>()
  readonly #own: OwnRules<readonly BudgetRule[]>
  readonly #bygone: Bygone
  #rules: readonly BudgetRule[] = []
  #beating: Repeated | undefined

  constructor(parts: BudgetsParts) {
    this.#parts = parts
    this.#bygone = new Bygone(parts.store)
    this.#own = new OwnRules(parts.rulebook, 'budgets', ({ budgets }) => {
      const names = new Set(this.#rules.map(({ name }) => name))
      return budgets.filter(({ name }) => !names.has(name))
    })
  }

  /** From now on. What was spent under the same names stays spent. */
  use(rules: readonly BudgetRule[]): void {
    this.#rules = rules
    this.#own.forget()
  }

  /** The budgets that a try which began at that time is paid from. */
  lines(caller: Caller, at: number): readonly BudgetLine[] | Promise<readonly BudgetLine[]> {
    const own = this.#own.of(caller.principal)
    if (own instanceof Promise)
      return own.then(found => linesFor(found ? [...this.#rules, ...found] : this.#rules, caller, at))
    return linesFor(own ? [...this.#rules, ...own] : this.#rules, caller, at)
  }

  /** Sets aside what a try may cost, before its provider is asked. Undefined where no budget is concerned. */
  reserve(payable: Payable): Holding | undefined | Promise<Holding | undefined> {
    const lines = this.lines(payable, payable.at)
    return lines instanceof Promise
      ? lines.then(found => this.reserveFrom(found, payable))
      : this.reserveFrom(lines, payable)
  }

  /** The same, where its budgets are known. */
  reserveFrom(lines: readonly BudgetLine[], payable: Payable): Holding | undefined | Promise<Holding> {
    if (lines.length === 0) return undefined
    const bill = billOf(lines, payable, this.#capFor(lines, payable))
    const held = bill.amounts.map((amount, index) => ({
      escrow: this.#escrow(lines[index] as BudgetLine),
      amount,
    }))
    if (held.every(isThere)) return new Holding(held, bill.worst, bill.cap)
    return this.#obtain(lines, payable, bill)
  }

  /** Settles what a process that is no more had leased, by the rows that its journal has. Doing it twice makes no difference. */
  inherit(owner: string, rows: readonly AttemptRow[], order: RowOrder = 'exact'): Promise<void> {
    return inherit(owner, { rows, order }, this.#rules, this.#parts.store)
  }

  /** Writes down what was spent, now rather than soon. */
  async beat(): Promise<void> {
    const { log } = this.#parts
    await Promise.all(
      [...this.#escrows].map(async ([id, escrow]) => {
        try {
          await escrow.beat()
          if (escrow.isEmpty) this.#escrows.delete(id)
        } catch (thrown) {
          log.warn('a budget could not be written down', { budget: id, message: fromUnknown(thrown).message })
        }
      }),
    )
  }

  async #upkeep(): Promise<void> {
    const { clock, log } = this.#parts
    await this.beat()
    await this.#bygone
      .step(clock.now())
      .catch((thrown: unknown) =>
        log.warn('old rows of budgets could not be deleted', { message: fromUnknown(thrown).message }),
      )
  }

  /** Writes down and gives back nothing more, as if the process had died. */
  async stop(): Promise<void> {
    await this.#beating?.stop()
  }

  /** Gives back what nothing was set aside from. */
  async close(): Promise<void> {
    await this.stop()
    await Promise.all([...this.#escrows.values()].map(escrow => escrow.close().catch(() => {})))
  }

  #capFor(lines: readonly BudgetLine[], payable: Payable): number | undefined {
    if (payable.isFixed || !takesCap(payable)) return undefined
    return capOf(
      lines.map(({ rule }) => rule),
      payable,
    )
  }

  /** Asks for what is missing. Others may be faster each time, so all of it is looked at again. */
  async #obtain(lines: readonly BudgetLine[], payable: Payable, first: Bill): Promise<Holding> {
    const escrows = lines.map(line => this.#escrow(line))
    for (const escrow of escrows) escrow.users++
    try {
      for (let bill = first; ;) {
        const held = bill.amounts.map((amount, index) => ({ escrow: escrows[index] as Escrow, amount }))
        const missing = held.findIndex(one => !isThere(one))
        if (missing === -1) return new Holding(held, bill.worst, bill.cap)
        const { escrow, amount } = held[missing] as (typeof held)[number]
        await escrow.refill(amount).catch(refuse)
        if (escrow.obtainable >= amount) continue
        bill = this.#smaller(lines[missing] as BudgetLine, escrow, { lines, payable, bill, amount })
      }
    } finally {
      for (const escrow of escrows) escrow.users--
    }
  }

  /** With as much output as can be paid, where the caller has not said how much; else it is refused. */
  #smaller(line: BudgetLine, escrow: Escrow, { lines, payable, bill, amount }: Short): Bill {
    const left = escrow.obtainable
    const mayCap = line.rule.reserve !== 'expected' && !payable.isFixed && takesCap(payable)
    const cap = mayCap ? affordableCap(payable, left) : undefined
    if (cap !== undefined && cap < (bill.cap ?? Infinity)) return billOf(lines, payable, cap)
    const { rule, of, window } = line
    throw overBudget({
      rule,
      of,
      until: window.until,
      now: this.#parts.clock.now(),
      needs: amount,
      left,
      tokens: payable.isFixed ? undefined : paidTokens(payable, left),
    })
  }

  #escrow(line: BudgetLine): Escrow {
    const { id, rule } = line
    let escrow = this.#escrows.get(id)
    if (!escrow) {
      escrow = this.#open(line)
      this.#escrows.set(id, escrow)
      this.#beating ??= repeat(this.#parts.clock, beatMs, () => this.#upkeep())
    }
    escrow.limit = rule.nanoUsd
    return escrow
  }

  #open({ id, rule, of, window }: BudgetLine): Escrow {
    const { owner, store, clock } = this.#parts
    return new Escrow(rule.nanoUsd, {
      id,
      owner,
      store,
      clock,
      facts: {
        budget: rule.name,
        by: rule.by,
        of,
        window: window.id,
        ...(rule.tag === undefined ? {} : { tag: rule.tag }),
      },
      ...(window.bygone === undefined ? {} : { bygone: id.slice(0, -window.id.length) + window.bygone }),
      onShare: (percent, settled) =>
        this.#alert({
          budget: rule.name,
          of,
          percent,
          window: window.id,
          limitNanoUsd: rule.nanoUsd.toString(),
          settledNanoUsd: settled.toString(),
        }),
    })
  }

  #alert(alert: BudgetAlert): void {
    this.#parts.log.warn(`a budget is spent to ${alert.percent} %`, { ...alert })
    try {
      this.#parts.onAlert?.(alert)
    } catch (thrown) {
      this.#parts.log.error('onBudgetAlert failed', { message: fromUnknown(thrown).message })
    }
  }
}

function refuse(thrown: unknown): never {
  throw notAsked('budgets', thrown)
}

interface Bill {
  /** One a line. */
  readonly amounts: readonly bigint[]
  readonly worst: bigint | undefined
  readonly cap: number | undefined
}

interface Short {
  readonly lines: readonly BudgetLine[]
  readonly payable: Payable
  readonly bill: Bill
  readonly amount: bigint
}

function billOf(lines: readonly BudgetLine[], payable: Payable, asked: number | undefined): Bill {
  const strict = lines.find(({ rule }) => rule.reserve !== 'expected')
  let cap = asked
  let worst = worstOf(payable, cap)
  if (worst === undefined && strict) {
    if (cap === undefined && !payable.isFixed && takesCap(payable)) worst = worstOf(payable, (cap = usualCap))
    if (worst === undefined) throw unbounded(strict.rule, payable.target)
  }
  const amounts = lines.map(({ rule }) =>
    rule.reserve === 'expected' ? (expectedOf(payable) ?? worst ?? 0n) : (worst as bigint),
  )
  return { amounts, worst, cap }
}

/** Where nobody says how much may be written, the model's card neither. */
const usualCap = 8192

function isThere({ escrow, amount }: { readonly escrow: Escrow; readonly amount: bigint }): boolean {
  return escrow.available >= amount
}
