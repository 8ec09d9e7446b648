import {
  type AttemptContext,
  type Capability,
  LucidError,
  noUsage,
  type Offer,
  type Outcome,
} from '@lucid-gateway/core'
import { invoke } from '@lucid-gateway/core/engine'
import { AttemptRun } from './attempt-run.ts'
import { beforeContentDeadline } from './content-deadline.ts'
import type { Deadlines } from './deadlines.ts'
import type { GenerationAccount, Onions } from './generation.ts'
import { heeding } from './heeding.ts'
import { withoutOwnKey } from './keyless-stream.ts'
import { presentable } from './presentable.ts'
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
  const { retry } = call.generation
  const targets = routeOf(call, onions)
  const failed: { readonly target: Target; readonly error: LucidError }[] = []
  retry.admitted()
  for (let at = 0; ;) {
    const target = targets[at] as Target
    try {
      return await tryOnce(call, onions, target, deadlines)
    } catch (thrown) {
      if (call.cancellation.aborted) throw call.cancellation.reason
      const error = thrown as LucidError
      failed.push({ target, error })
      const verdict = retry.judge(error, {
        number: failed.length,
        hasOther: at + 1 < targets.length,
        isOwn: call.generation.accounts.get(target.account)?.payer === 'caller',
        leftMs: call.record.deadline - call.now(),
      })
      if (verdict.next === 'give-up') throw summary(failed)
      if (verdict.next === 'other') at++
      else await pause(call, verdict.waitMs)
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
  try {
    if (call.telling) await call.telling.tell('attemptStarted', attempt.record)
    const head = () => heeding(attempt.cancellation, given, answer => attempt.began(answer))
    const outcome = await onions.attempt(attempt as AttemptContext, () =>
      call.input.stream
        ? beforeContentDeadline(call as unknown as CallUnderway, attempt, deadlines, head)
        : head(),
    )
    if (call.input.strict) attempt.refuseLosses()
    attempt.commit()
    if (outcome.kind === 'answer') void attempt.settle({ status: 'finished', usage: outcome.usage })
    else if (outcome.kind !== 'job') attempt.settleWith(outcome.done)
    return outcome
  } catch (thrown) {
    const error = presentable(thrown, attempt)
    warnOfRefusedKey(error, account, attempt.log, call.now())
    attempt.leave()
    await attempt.settle({
      status: error.code === 'cancelled' ? 'cancelled' : 'failed',
      usage: noUsage,
      error,
    })
    throw error
  }
}

/** By the caller's own bytes where the provider takes them and no layer needs to read them; else translated. */
export function ask<C extends Capability>(
  call: CallUnderway<C>,
  onions: Onions,
  target: Target,
  attempt: AttemptRun,
): Promise<Outcome> {
  const offer = call.generation.registry.offer(target.account, call.capability as Capability) as Offer
  const { raw } = call.input
  const relay = relayOf(call, onions, target, offer)
  if (raw && relay) {
    call.took('relay', target)
    return relay.send(raw.body, attempt.forProvider()) as Promise<Outcome>
  }
  const { stream = false, strict } = call.input
  const { request } = call
  const entries = call.input.receipt?.() ?? []
  call.took('decoded', target, entries)
  if (strict) refuseLosses(`${target.account}/${target.model}`, lossesOf(entries, []))
  return invoke(
    call.capability as Capability,
    offer,
    request,
    attempt.forProvider(),
    stream,
    attempt.warnings,
  )
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
