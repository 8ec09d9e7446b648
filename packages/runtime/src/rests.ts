import type { Clock, LucidError } from '@lucid-gateway/core'
import type { GenerationAccount } from './generation.ts'
import type { Resting } from './resting.ts'

/** What tells an account with one secret from the same with another. */
type Holder = Pick<GenerationAccount, 'name' | 'payer' | 'secretVersion'>

interface Rest {
  readonly account: Holder
  readonly model: string | undefined
  readonly why: Resting['why']
  /** By the clock that only goes forward. */
  readonly until: number
  /** So many refusals in a row. */
  readonly times: number
  /** Its place among all rests, so that who began before it is known. */
  readonly turn: number
}

const refusedKeyMs = 60_000
const firstMs = 5_000
const mostMs = 60_000

/** A vendor that asks for more is taken to have erred. */
const longestMs = 3_600_000

/** For so long after a rest its length is remembered, for the next to be longer. */
const rememberedMs = 60_000

/** Models are named by callers too. */
const mostRests = 1024

/** The accounts that rest, by what their vendors said. One for all generations: a changed secret is another account to it. */
export class Rests {
  readonly #clock: Clock
  readonly #rests = new Map<string, Rest>()
  #turn = 0
  /** Nothing is to be forgotten before. */
  #forgetAt = Infinity

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The latest rest: what began before it can't end it. */
  get turn(): number {
    return this.#turn
  }

  /** Whether nothing is held against anybody. */
  get isEmpty(): boolean {
    return this.#rests.size === 0
  }

  /** Gives the new rest, if the error is a reason for one that was not known. `turn` is of when the try began. */
  failed(account: Holder, model: string, turn: number, error: LucidError): Resting | undefined {
    const why = reasonOf(error)
    if (why === undefined || account.payer === 'caller') return undefined
    const now = this.#clock.monotonic()
    const scope = why === 'rate_limit' ? model : undefined
    const key = keyOf(account, scope)
    const known = this.#remembered(key, now)
    const isStraggler = known !== undefined && known.turn > turn
    const times = isStraggler ? known.times : (known?.times ?? 0) + 1
    const until = now + Math.min(error.retryAfterMs ?? usualMs(why, times), longestMs)
    if (until <= now || (isStraggler && until <= known.until)) return undefined
    this.#makeRoom()
    this.#rests.delete(key)
    const rest = { account, model: scope, why, until, times, turn: ++this.#turn }
    this.#rests.set(key, rest)
    this.#forgetAt = Math.min(this.#forgetAt, until + rememberedMs)
    return isStraggler ? undefined : this.#shown(rest, now)
  }

  /** A try that began at that turn was answered: what was held against its target before then holds no more. */
  succeeded(account: Holder, model: string, turn: number): void {
    if (this.isEmpty || account.payer === 'caller') return
    for (const scope of [undefined, model]) {
      const key = keyOf(account, scope)
      const rest = this.#rests.get(key)
      if (rest && rest.turn <= turn) this.#rests.delete(key)
    }
  }

  /** Whether the target rests, and for longest by what. */
  of(account: Holder, model: string): Resting | undefined {
    if (this.isEmpty || account.payer === 'caller') return undefined
    const now = this.#clock.monotonic()
    const rest = this.#longest(account, model, now)
    return rest && this.#shown(rest, now)
  }

  /** All rests of an account. */
  all(account: Holder): readonly Resting[] {
    const now = this.#clock.monotonic()
    return [...this.#rests.values()]
      .filter(rest => rest.until > now && isSame(rest.account, account))
      .map(rest => this.#shown(rest, now))
  }

  /** The targets that rest behind the others, the one that is free soonest first. */
  behind<T extends { readonly account: string; readonly model: string }>(
    targets: readonly T[],
    accounts: ReadonlyMap<string, Holder>,
  ): readonly T[] {
    if (this.isEmpty || targets.length < 2) return targets
    const now = this.#clock.monotonic()
    if (now >= this.#forgetAt) this.#forget(now)
    const untils = new Map(
      targets.map(target => {
        const account = accounts.get(target.account)
        const rest = account?.payer === 'operator' ? this.#longest(account, target.model, now) : undefined
        return [target, rest?.until ?? 0]
      }),
    )
    return targets.toSorted((a, b) => (untils.get(a) as number) - (untils.get(b) as number))
  }

  #longest(account: Holder, model: string, now: number): Rest | undefined {
    const whole = this.#rests.get(keyOf(account, undefined))
    const one = this.#rests.get(keyOf(account, model))
    const rest = (whole?.until ?? 0) >= (one?.until ?? 0) ? whole : one
    return rest && rest.until > now ? rest : undefined
  }

  #remembered(key: string, now: number): Rest | undefined {
    const rest = this.#rests.get(key)
    return rest && rest.until + rememberedMs > now ? rest : undefined
  }

  #shown({ model, why, until }: Rest, now: number): Resting {
    const at = Math.ceil(this.#clock.now() + until - now)
    return { until: at, why, ...(model === undefined ? {} : { model }) }
  }

  #forget(now: number): void {
    this.#forgetAt = Infinity
    for (const [key, { until }] of this.#rests) {
      if (until + rememberedMs <= now) this.#rests.delete(key)
      else this.#forgetAt = Math.min(this.#forgetAt, until + rememberedMs)
    }
  }

  #makeRoom(): void {
    if (this.#rests.size < mostRests) return
    this.#forget(this.#clock.monotonic())
    for (const key of this.#rests.keys()) {
      if (this.#rests.size < mostRests) break
      this.#rests.delete(key)
    }
  }
}

/** Only what a vendor said of the account itself: a limit of the gateway's own is none of its doing. */
function reasonOf({ code, origin }: LucidError): Resting['why'] | undefined {
  if (origin !== 'provider') return undefined
  return code === 'auth' || code === 'quota' || code === 'rate_limit' ? code : undefined
}

function usualMs(why: Resting['why'], times: number): number {
  return why === 'auth' ? refusedKeyMs : Math.min(mostMs, firstMs * 2 ** (times - 1))
}

function keyOf({ name, secretVersion }: Holder, model: string | undefined): string {
  return `${name} ${secretVersion ?? ''} ${model ?? ''}`
}

function isSame(one: Holder, other: Holder): boolean {
  return one.name === other.name && one.secretVersion === other.secretVersion
}
