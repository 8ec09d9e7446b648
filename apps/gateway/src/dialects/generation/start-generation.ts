import { LucidError } from '@lucid-gateway/core'
import { type GenerationSession, sessionOf } from '@lucid-gateway/generation'
import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'
import { ownUrl } from '../../jobs/own-url.ts'
import { preferenceOf } from '../../jobs/preference.ts'
import { jobInput } from '../lucid/jobs/start-job.ts'
import { asOwn } from './generation-dialect.ts'
import { readGeneration } from './read-generation.ts'
import { sessionAnswer } from './session-answer.ts'

/** Starts a session; answers with it as it stands at once, or once it is over if the client would wait. */
export async function startGeneration(exchange: Exchange): Promise<void> {
  const { waitMs, applied } = preferenceOf(exchange.header('prefer'))
  const { session } = await started(exchange)
  send(exchange, await waited(exchange, session, waitMs), applied)
}

const longestWaitMs = 600_000

/** Makes pictures while the client waits. One that goes away and can't come back is made no more for. */
export async function generateImage(exchange: Exchange): Promise<void> {
  const { waitMs, applied } = preferenceOf(exchange.header('prefer'))
  const { session, isNamed } = await started(exchange)
  const ended = await waited(exchange, session, applied === undefined ? longestWaitMs : waitMs)
  const { host } = exchange
  if (exchange.signal.aborted && !isNamed) await host.runtime.jobs.remove(ended.jobId)
  else send(exchange, ended, applied)
}

async function started(
  exchange: Exchange,
): Promise<{ readonly session: GenerationSession; readonly isNamed: boolean }> {
  const { caller, host } = exchange
  try {
    const { ask, sessionId } = await readGeneration(exchange)
    const session = await host.images.start(jobInput(exchange, ask), sessionId)
    return { session, isNamed: sessionId !== undefined }
  } catch (thrown) {
    throw asOwn(caller.key, thrown)
  }
}

async function waited(
  { host, signal }: Exchange,
  session: GenerationSession,
  ms: number,
): Promise<GenerationSession> {
  if (ms === 0) return session
  const { id, jobId } = session
  const job = await host.runtime.jobs.wait(jobId, ms, signal.signal)
  return job ? sessionOf(job, id) : session
}

function send(exchange: Exchange, session: GenerationSession, applied: string | undefined): void {
  const base = ownUrl(exchange)
  sendJson(exchange, statusOf(session), sessionAnswer(session, base, exchange.caller.key), {
    location: `/api/generation?sessionId=${encodeURIComponent(session.id)}`,
    ...(applied === undefined ? {} : { 'preference-applied': applied }),
  })
}

/** Whoever waited for a session that failed is told so by the status as well. */
function statusOf({ error, endedAt }: GenerationSession): number {
  if (endedAt === undefined) return 202
  return error ? new LucidError(error.details.code, '', { status: error.details.status }).status : 200
}
