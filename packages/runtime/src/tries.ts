import {
  type AttemptContext,
  type Capability,
  fromUnknown,
  LucidError,
  type Offer,
  type Outcome,
} from '@lucid-gateway/core'
import { invoke } from '@lucid-gateway/core/engine'
import { AttemptRun } from './attempt-run.ts'
import { capEntry, capped } from './budgets/cap.ts'
import { beforeContentDeadline } from './content-deadline.ts'
import type { Deadlines } from './deadlines.ts'
import { passGate } from './gate.ts'
import type { GenerationAccount, Onions } from './generation.ts'
import { withMedia } from './artifacts/with-media.ts'
import { heeding } from './heeding.ts'
import { heldRequest, isHeld, isStandIn } from './held-request.ts'
import { jobOf, waitedFor } from './jobs/waited-for.ts'
import { withSuccessor } from './models/shutdowns.ts'
import { FollowedJob } from './jobs/followed-job.ts'
import { withoutOwnKey } from './keyless-stream.ts'
import { asAbortedFor, presentable } from './presentable.ts'
import { warnOfRefusedKey } from './refused-key.ts'
import { relayOf, routeOf } from './route-of.ts'
import type { Target } from './runtime.ts'
import { stayAwake } from './stay-awake.ts'
import { lossesOf, refuseLosses } from './strictness.ts'
import type { CallUnderway } from './underway.ts'

/** Tries the route's targets until one answers. Nothing is tried again once an answer has begun. */
export async function makeTries<C extends Capability>(
  call: CallUnderway<C>,
  onions: Onions,
  deadlines: Deadlines,
): Promise<Outcome> {
  const { retry, rests, accounts } = call.generation
  let left = routeOf(call, onions)
  const failed: { readonly target: Target; readonly error: LucidError }[] = []
  retry.admitted()
  for (;;) {
    const target = left[0] as Target
    try {
      return await tryOnce(call, onions, target, deadlines)
    } catch (thrown) {
      const error = thrown as LucidError
      if (call.cancellation.aborted) throw asAbortedFor(fromUnknown(call.cancellation.reason), error)
      failed.push({ target, error })
      const verdict = retry.judge(error, {
        number: failed.length,
        hasOther: left.length > 1,
        isOwn: accounts.get(target.account)?.payer === 'caller',
        isCostly: call.capability.modes.includes('job'),
        leftMs: call.record.deadline - call.now(),
      })
      if (verdict.next === 'give-up') throw summary(failed)
      if (verdict.next === 'other') left = rests.behind(left.slice(1), accounts)
      else {
        call.input.job?.passes()
        await pause(call, verdict.waitMs)
      }
    }
  }
}

async function tryOnce<C extends Capability>(
  call: CallUnderway<C>,
  onions: Onions,
  target: Target,
  deadlines: Deadlines,
): Promise<Outcome> {
  const account = call.generation.accounts.get(target.account) as GenerationAccount
  const attempt = new AttemptRun(call as unknown as CallUnderway, target, account, call.tries.length + 1)
  call.tries.push(attempt)
  const asked = () => ask(call, onions, target, attempt)
  const given = account.payer === 'caller' ? async () => withoutOwnKey(await asked(), account.secrets) : asked
  call.input.job?.tries(attempt.record)
  try {
    call.generation.shutdowns.warn(attempt)
    const passing = passGate(attempt)
    if (passing)
      await heeding(
        attempt.cancellation,
        () => passing,
        () => {},
      )
    call.input.job?.passes()
    if (call.telling) await call.telling.tell('attemptStarted', attempt.record)
    if (call.booking) await call.booking.intend(attempt.record, account)
    const head = () =>
      jobOf(offerOf(call, target), call.input)
        ? waitedFor(attempt, given)
        : heeding(attempt.cancellation, given, answer => attempt.began(answer))
    const outcome = await onions.attempt(attempt as AttemptContext, () =>
      call.input.stream
        ? beforeContentDeadline(call as unknown as CallUnderway, attempt, deadlines, head)
        : head(),
    )
    if (call.input.strict) attempt.refuseLosses(outcome)
    attempt.commit()
    if (outcome.kind === 'answer') void attempt.settle({ status: 'finished', usage: outcome.usage })
    else if (outcome.kind !== 'job') attempt.settleWith(outcome.done)
    return outcome
  } catch (thrown) {
    const error = withSuccessor(presentable(thrown, attempt), attempt)
    warnOfRefusedKey(error, account, attempt.log, call.now())
    attempt.leave()
    await attempt.settle({
      status: error.code === 'cancelled' ? 'cancelled' : 'failed',
      usage: attempt.spent,
      error,
    })
    throw error
  }
}

function offerOf<C extends Capability>(
  { generation, capability }: CallUnderway<C>,
  { account }: Target,
): Offer {
  return generation.registry.offer(account, capability as Capability) as Offer
}

/**
 * By the caller's own bytes where the provider takes them and no layer needs to read them; else translated. A vendor judges
 * for itself what it is asked in its own words; one that stands in for another is asked in them for what it takes alone.
 */
export function ask<C extends Capability>(
  call: CallUnderway<C>,
  onions: Onions,
  target: Target,
  attempt: AttemptRun,
): Promise<Outcome> {
  const offer = offerOf(call, target)
  const { raw } = call.input
  const relay = relayOf(call, onions, target, offer)
  const rules = attempt.card?.options
  const standsIn = rules !== undefined && isStandIn(call, target)
  const cap = attempt.holding?.cap
  if (raw && relay && cap === undefined && !(rules && standsIn && isHeld(call, rules))) {
    call.took('relay', target)
    return relay.send(raw.body, attempt.forProvider()) as Promise<Outcome>
  }
  const { stream = false, strict } = call.input
  const held = rules ? heldRequest(call, rules, attempt, standsIn) : call.request
  const request = cap === undefined ? held : capped(held, cap)
  const said = call.input.receipt?.() ?? []
  const entries = cap === undefined ? said : [...said, capEntry(cap)]
  call.took('decoded', target, entries)
  if (strict) refuseLosses(`${target.account}/${target.model}`, lossesOf(entries, attempt.warnings))
  const job = jobOf(offer, call.input)
  const outcome = invoke(
    call.capability as Capability,
    job ? { generate: asked => new FollowedJob(job, attempt).result(asked) } : offer,
    request,
    attempt.forProvider(),
    stream,
    attempt.warnings,
  )
  return call.input.media ? outcome.then(answer => withMedia(answer, attempt)) : outcome
}

/** The last error, with what went before it where there was more than one target. */
function summary(failed: readonly { readonly target: Target; readonly error: LucidError }[]): LucidError {
  const { error } = failed.at(-1) as (typeof failed)[number]
  if (failed.length === 1) return error
  const { message, ...facts } = error.toJSON()
  return new LucidError(error.code, message, {
    ...facts,
    cause: error,
    details: {
      ...error.details,
      attempts: failed.map(({ target, error: { code, reason, message: said } }) => ({
        target: `${target.account}/${target.model}`,
        code,
        message: said,
        ...(reason === undefined ? {} : { reason }),
      })),
    },
  })
}

function pause<C extends Capability>(call: CallUnderway<C>, ms: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = call.ports.clock.after(ms, resolve)
  const gone = () => {
    stop()
    reject(call.cancellation.reason)
  }
  call.cancellation.addEventListener('abort', gone)
  return stayAwake(promise).finally(() => call.cancellation.removeEventListener('abort', gone))
}
