import { type Clock, type JsonObject, LucidError, type Store } from '@lucid-gateway/core'
import type { BudgetAlert } from './budget-rule.ts'
import {
  afterDeaths,
  type BudgetRow,
  budgetTable,
  emptyRow,
  type Lease,
  readRow,
  takenByOthers,
  writeRow,
} from './budget-row.ts'

export interface EscrowParts {
  readonly id: string
  /** What the row says of itself beside its amounts. */
  readonly facts: JsonObject
  /** A row of long ago, to be deleted once this one is there. */
  readonly bygone?: string
  readonly owner: string
  readonly store: Store
  readonly clock: Clock
  /** A share of the budget is spent; told by the process that wrote it down. */
  onShare(percent: BudgetAlert['percent'], settled: bigint): void
}

/** How long a lease lasts without a sign of life, and how long before its end its owner spends nothing more of it. */
const leaseMs = 15_000
const marginMs = 3000
/** After so long without a call what is left of a slice is given back. */
const idleMs = 5000
/** How many calls like the largest one a slice is for; what comes back of calls beyond twice that is given back at once. */
const callsAhead = 8n
const mostWrites = 200
const shares = [100, 80, 50] as const

interface Flight {
  readonly seq: number
  readonly spent: bigint
  readonly amount: bigint
  readonly unpriced: number
  readonly until: number
}

/**
 * What one process may spend of one budget in one window: a slice that is leased from the row, and spent from memory. What is
 * set aside and what is spent but not yet written down is never more than the lease, whether or not a write got through.
 */
export class Escrow {
  /** How many have it in hand: it stays the only one of its row here until none has. */
  users = 0
  readonly #parts: EscrowParts
  #limit: bigint
  #leased = 0n
  #until = 0
  #reserved = 0n
  #spent = 0n
  #unpriced = 0
  /** Whether the row has a lease of this process, if only one of nothing. */
  #isListed = false
  #last: string | undefined
  #flight: Flight | undefined
  #seq = 0
  /** What nobody had taken when the row was last seen. */
  #free: bigint
  #needs: bigint[] = []
  #trimming = false
  #largest = 0n
  #usedAt = 0
  #recent = 0n
  #writing: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(limit: bigint, parts: EscrowParts) {
    this.#limit = limit
    this.#free = limit
    this.#parts = parts
  }

  /** What can be set aside without asking. */
  get available(): bigint {
    if (this.#parts.clock.now() >= this.#until - marginMs) return 0n
    const used = this.#reserved + this.#spent
    const left = this.#leased - used
    const flight = this.#flight
    if (!flight) return left
    const after = flight.amount + flight.spent - used
    return after < left ? after : left
  }

  /** What could be had, by what was last seen. */
  get obtainable(): bigint {
    const available = this.available
    return (available > 0n ? available : 0n) + (this.#free > 0n ? this.#free : 0n)
  }

  get isEmpty(): boolean {
    if (this.users > 0 || this.#isListed || this.#flight || this.#next) return false
    return this.#reserved === 0n && this.#spent === 0n
  }

  /** A lower one holds at once: what is leased is looked at again before any of it is spent. */
  set limit(limit: bigint) {
    if (limit < this.#limit) this.#until = 0
    this.#limit = limit
  }

  /** To be called where so much is available. */
  reserve(amount: bigint): void {
    this.#reserved += amount
    this.#recent += amount
    if (amount > this.#largest) this.#largest = amount
    this.#usedAt = this.#parts.clock.now()
    // Ahead of need, so that the next ones need not wait.
    if (this.available < 2n * amount && this.#free > 0n && !this.#next) this.refill(0n).catch(() => {})
  }

  /** What was set aside is spent, or not. `attempt` names it. */
  settle(reserved: bigint, cost: bigint, attempt?: string, isKnown = true): void {
    this.#reserved -= reserved
    this.#spent += cost
    if (!isKnown) this.#unpriced++
    if (attempt !== undefined) this.#last = attempt
    const ahead = this.#largest * callsAhead
    if (!this.#trimming && this.#headroom() > 2n * ahead) this.#trim(ahead)
  }

  #trim(wanted: bigint): void {
    this.#trimming = true
    this.#queue(() => this.#write(() => wanted))
      .finally(() => (this.#trimming = false))
      .catch(() => {})
  }

  /** Asks for more; resolves when that has been answered. */
  refill(need: bigint): Promise<void> {
    this.#needs.push(need)
    this.#next ??= this.#queue(() => {
      this.#next = undefined
      const needs = this.#needs
      this.#needs = []
      return this.#write(free => this.#slice(needs, free))
    })
    return this.#next
  }

  /** Writes down what was spent, shows a sign of life, gives back what is not needed. */
  beat(): Promise<void> {
    const now = this.#parts.clock.now()
    const headroom = this.#headroom()
    const isIdle = now - this.#usedAt >= idleMs
    const isScarce = this.#free < headroom
    const wanted = isIdle ? 0n : isScarce && this.#recent < headroom ? this.#recent : headroom
    this.#recent = 0n
    const isDue = this.#leased > 0n && this.#until - now < leaseMs / 2 + marginMs
    const isStale = this.#isListed && this.#leased === 0n
    if (this.#spent === 0n && wanted >= headroom && !isDue && !isStale && !this.#flight) return this.#writing
    return this.#queue(() => this.#write(() => wanted))
  }

  /** Gives back all but what is set aside. */
  close(): Promise<void> {
    return this.#queue(async () => {
      await this.#write(() => 0n)
      if (this.#isListed && this.#leased === 0n) await this.#write(() => 0n)
    })
  }

  #headroom(): bigint {
    const left = this.#leased - this.#reserved - this.#spent
    return left > 0n ? left : 0n
  }

  /** Smaller near the limit, and no larger than the calls of late ask for. For what does not suffice nothing is leased. */
  #slice(needs: readonly bigint[], { free, sharers }: Free): bigint {
    const met = needs.filter(need => need <= free)
    const need = met.reduce((sum, each) => sum + each, 0n)
    for (const each of met) if (each > this.#largest) this.#largest = each
    const share = free / (4n * BigInt(1 + sharers))
    const ahead = this.#largest * callsAhead
    const more = share < ahead ? share : ahead
    return need > more ? need : more
  }

  #queue(write: () => Promise<void>): Promise<void> {
    const next = this.#writing.catch(() => {}).then(write)
    this.#writing = next
    next.catch(() => {})
    return next
  }

  async #write(want: (free: Free) => bigint): Promise<void> {
    for (let tries = 0; tries < mostWrites; tries++) if (await this.#tryWrite(want)) return
    throw new LucidError('unavailable', 'The budget could not be asked: too many want it at a time.', {
      reason: 'budget_busy',
      retryAfterMs: 1000,
      details: { budget: this.#parts.id },
    })
  }

  /** False where another was faster. */
  async #tryWrite(want: (free: Free) => bigint): Promise<boolean> {
    const { store, id, owner, clock, facts } = this.#parts
    const found = await store.get(budgetTable, id)
    const now = clock.now()
    const before = found ? readRow(found.value) : emptyRow
    this.#resume(before.leases.get(owner) ?? before.left.get(owner))
    const row = afterDeaths(before, owner, now)
    const others = takenByOthers(row, owner)
    const settled = row.settled + this.#spent
    const open = this.#limit - settled - others - this.#reserved
    const free = open > 0n ? open : 0n
    const wanted = want({ free, sharers: [...row.leases.keys()].filter(one => one !== owner).length })
    const headroom = wanted < free ? wanted : free
    const flight: Flight = {
      seq: ++this.#seq,
      spent: this.#spent,
      amount: this.#reserved + headroom,
      unpriced: this.#unpriced,
      until: now + leaseMs,
    }
    const next = this.#rowWith(flight, row)
    this.#flight = flight
    const value = writeRow(next, { ...facts, limit: this.#limit.toString() })
    const isWritten = found
      ? await store.update(budgetTable, id, found.version, value)
      : await store.insert(budgetTable, id, value)
    this.#flight = undefined
    this.#free = free - headroom
    if (!isWritten) return false
    this.#apply(flight)
    this.#tell(before.alerted, next)
    if (!found && this.#parts.bygone !== undefined)
      await store.delete(budgetTable, this.#parts.bygone).catch(() => false)
    return true
  }

  /** A write whose answer never came was made or not, as the row says. */
  #resume(mine: Lease | undefined): void {
    const flight = this.#flight
    this.#flight = undefined
    if (flight && mine?.seq === flight.seq) this.#apply(flight)
  }

  #apply({ amount, spent, unpriced, until }: Flight): void {
    this.#leased = amount
    this.#spent -= spent
    this.#unpriced -= unpriced
    this.#until = until
    this.#isListed = amount > 0n || spent > 0n
  }

  #rowWith(flight: Flight, row: BudgetRow): BudgetRow {
    const { owner } = this.#parts
    const leases = new Map(row.leases)
    const left = new Map(row.left)
    // A process that slept finds what it left behind: it is its own again.
    left.delete(owner)
    // One of nothing says that what was spent is written down, should the answer to this write be lost.
    if (flight.amount === 0n && flight.spent === 0n) leases.delete(owner)
    else {
      const { amount, until, seq } = flight
      leases.set(owner, { amount, until, seq, ...(this.#last === undefined ? {} : { last: this.#last }) })
    }
    const settled = row.settled + flight.spent
    return {
      settled,
      leases,
      left,
      alerted: Math.max(row.alerted, this.#shareOf(settled)),
      unpriced: row.unpriced + flight.unpriced,
    }
  }

  #shareOf(settled: bigint): number {
    return shares.find(share => settled * 100n >= BigInt(share) * this.#limit) ?? 0
  }

  #tell(before: number, { alerted, settled }: BudgetRow): void {
    for (const share of shares.toReversed())
      if (share > before && share <= alerted) this.#parts.onShare(share, settled)
  }
}

interface Free {
  readonly free: bigint
  /** How many others hold a slice. */
  readonly sharers: number
}
