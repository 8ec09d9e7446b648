import { chat, image, silentLog, type State } from '@lucid-gateway/core'
import { manualClock, memoryState } from '@lucid-gateway/core/engine'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallScope, LimitMeasure, LimitRule } from './limit-rule.ts'
import { expected, moves } from './quantity.ts'
import { type Counted, keyOf, Rates, rateOf } from './rates.ts'
import type { Taken } from './taken.ts'
import { whose } from './whose.ts'

const isLong = process.env['LUCID_LONG'] === '1'
const numRuns = isLong ? 20_000 : 1000
const slow = isLong ? 600_000 : 60_000

type Rule = LimitRule & { readonly by: CallScope; readonly measure: LimitMeasure }

const rule = fc.record({
  by: fc.constantFrom<CallScope>('organisation', 'team', 'key', 'subject'),
  measure: fc.constantFrom<LimitMeasure>('requests', 'tokens', 'images', 'concurrency'),
  amount: fc.integer({ min: 1, max: 12 }),
  perMs: fc.constantFrom(1000, 7001, 60_000),
  burst: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
})

const rules = fc.array(rule, { minLength: 1, maxLength: 5 }).map(list =>
  list.map(({ burst, amount, ...rest }, index): Rule => {
    const scale = rest.measure === 'tokens' ? 100 : 1
    return {
      ...rest,
      name: `rule-${index}`,
      amount: amount * scale,
      ...(burst === undefined || rest.measure === 'concurrency' ? {} : { burst: burst * scale }),
    }
  }),
)

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('call' as const),
      key: fc.constantFrom('a', 'b'),
      subject: fc.constantFrom('ann', 'bob', undefined),
      isImage: fc.boolean(),
      size: fc.integer({ min: 1, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      which: fc.nat(),
      share: fc.constantFrom(0, 0, 0.3, 1, undefined),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      ms: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 9000 }), fc.constant(60_000)),
    }),
  },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function counted({ key, subject, isImage, size }: Extract<Step, { readonly kind: 'call' }>): Counted {
  const request = isImage
    ? { prompt: 'a cat', n: size }
    : {
        messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
        maxOutputTokens: size * 40,
      }
  return {
    capability: (isImage ? image : chat) as unknown as Counted['capability'],
    principal: { organisation: 'default', team: 'red', key },
    ...(subject === undefined ? {} : { subject }),
    request: request as Counted['request'],
  }
}

/** What went through, of one rule and one holder. */
interface Passed {
  readonly at: number
  net: number
}

interface Running {
  readonly taken: Taken | undefined
  readonly parts: readonly { readonly rule: Rule; readonly passed: Passed }[]
}

class World {
  readonly clock = manualClock(1_000_000)
  readonly state: State = memoryState(this.clock)
  readonly passed = new Map<string, Passed[]>()
  readonly running: Running[] = []
  /** What must not have happened. */
  readonly faults: string[] = []
  readonly rules: readonly Rule[]
  readonly rates: Rates

  constructor(list: readonly Rule[]) {
    this.rules = list
    this.rates = new Rates(list, this.state, silentLog)
  }

  /** The rules that a call goes by, with their holders and what it takes of each. */
  claims(call: Counted) {
    return this.rules.flatMap(one => {
      const named = moves(call.capability, one.measure) ? whose(one.by, call) : undefined
      if (!named) return []
      return [
        { rule: one, key: keyOf(one, named.id), cost: expected(one, call.capability, () => call.request) },
      ]
    })
  }

  left(claims: ReturnType<World['claims']>): readonly (number | undefined)[] {
    return claims.map(({ rule: one, key }) => {
      const result = this.state.take([{ key, limit: rateOf(one), cost: 0 }])
      return 'remaining' in result ? result.remaining : undefined
    })
  }

  call(call: Counted): void {
    const claims = this.claims(call)
    const before = this.left(claims)
    let taken: Taken | undefined
    try {
      taken = this.rates.takeForCall(call) as Taken | undefined
    } catch (thrown) {
      // All or nothing: what one refuses takes from none.
      if (String(this.left(claims)) !== String(before)) this.faults.push('a refusal has taken something')
      const { details } = thrown as {
        readonly details: { readonly limit: string; readonly remaining: number }
      }
      const cost = claims.find(one => one.rule.name === details.limit)?.cost ?? 0
      if (details.remaining >= cost)
        this.faults.push(`${details.limit} refused ${cost} of ${details.remaining}`)
      return
    }
    const at = this.clock.now()
    const parts = claims.map(({ rule: one, key, cost }) => {
      const passed = { at, net: cost }
      this.passed.set(key, [...(this.passed.get(key) ?? []), passed])
      return { rule: one, passed }
    })
    this.running.push({ taken, parts })
  }

  /** It ends, having used a share of what was expected; undefined where nobody knows how much. */
  end(which: number, share: number | undefined): void {
    const [run] = this.running.splice(which % Math.max(1, this.running.length), 1)
    if (!run) return
    const most = Math.min(
      ...run.parts.flatMap(({ rule: one, passed }) => (one.measure === 'tokens' ? [passed.net] : [])),
    )
    const images = Math.max(
      0,
      ...run.parts.flatMap(({ rule: one, passed }) => (one.measure === 'images' ? [passed.net] : [])),
    )
    const tokens = share === undefined || most === Infinity ? undefined : Math.floor(most * share)
    const made = share === undefined ? undefined : Math.floor(images * share)
    const meter = (quantity: number | undefined) =>
      quantity === undefined
        ? ({ certainty: 'unknown' } as const)
        : ({ certainty: 'known', quantity } as const)
    run.taken?.end([{ meters: { image: meter(made), output: meter(tokens) } }])
    for (const { rule: one, passed } of run.parts) {
      if (one.measure === 'tokens' && tokens !== undefined) passed.net = tokens
      if (one.measure === 'images' && made !== undefined) passed.net = made
    }
  }

  check(): void {
    for (const one of this.rules) {
      const { amount, burst = amount, perMs = 60_000, measure } = one
      for (const [key, passed] of this.passed) {
        if (!key.startsWith(keyOf(one, ''))) continue
        if (measure === 'concurrency') continue
        const most = mostWithin(passed, perMs)
        if (most > amount + burst + 1e-6) this.faults.push(`${key} let ${most} through`)
      }
    }
  }

  checkPlaces(): void {
    for (const one of this.rules) {
      if (one.measure !== 'concurrency') continue
      for (const key of this.passed.keys()) {
        if (!key.startsWith(keyOf(one, ''))) continue
        const list = this.passed.get(key) ?? []
        const under = this.running.filter(({ parts }) => parts.some(({ passed }) => list.includes(passed)))
        if (under.length > one.amount) this.faults.push(`${key} has ${under.length} under way`)
      }
    }
  }
}

function mostWithin(list: readonly Passed[], ms: number): number {
  let [most, sum] = [0, 0]
  for (let from = 0, to = 0; to < list.length; to++) {
    sum += (list[to] as Passed).net
    while ((list[to] as Passed).at - (list[from] as Passed).at >= ms) sum -= (list[from++] as Passed).net
    most = Math.max(most, sum)
  }
  return most
}

describe('limits of any kind, several at once, hammered', { timeout: slow }, () => {
  it('let through at most amount and burst in any window, and take all or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(rules, fc.array(step, { minLength: 40, maxLength: 160 }), async (list, steps) => {
        const world = new World(list)
        for (const one of steps) {
          if (one.kind === 'call') world.call(counted(one))
          else if (one.kind === 'end') world.end(one.which, one.share)
          else await world.clock.advance(one.ms)
          world.checkPlaces()
        }
        world.check()
        expect(world.faults).toEqual([])
      }),
      { numRuns, seed: 20_261_129, endOnFailure: isLong },
    )
  })

  it('are not saved up by calls that are begun early, end late, and use nothing', async () => {
    const world = new World([{ name: 'tokens', by: 'key', measure: 'tokens', amount: 100, perMs: 1000 }])
    const ask = counted({ kind: 'call', key: 'a', subject: undefined, isImage: false, size: 5 })
    for (let n = 0; n < 50; n++) {
      world.call(ask)
      await world.clock.advance(1000)
    }
    expect(world.running.length).toBeGreaterThan(20)
    for (let n = 0; n < 20; n++) {
      world.end(0, 0)
      world.call(ask)
    }
    world.check()
    expect(world.faults).toEqual([])
  })
})
