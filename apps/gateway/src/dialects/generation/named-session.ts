import { LucidError, type Principal } from '@lucid-gateway/core'
import type { GenerationSession } from '@lucid-gateway/generation'
import { principalOf } from '../../access/app-key.ts'
import type { Exchange } from '../../http/exchange.ts'
import { queryOf } from '../../http/query.ts'
import { asOwn } from './generation-dialect.ts'

/** Whoever started a session is whose it is. */
export function ownerOf({ caller: { key } }: Pick<Exchange, 'caller'>): { readonly principal: Principal } {
  return { principal: key ? principalOf(key) : { organisation: 'default' } }
}

/** The session that the query names, of the provider that it names, for the key that started it. */
export async function namedSession(exchange: Exchange): Promise<GenerationSession> {
  const query = queryOf(exchange.request)
  const sessionId = query.get('sessionId')
  const providerId = query.get('providerId')
  if (!sessionId) throw unnamed()
  try {
    const session = await exchange.host.images.getStatus(sessionId, ownerOf(exchange))
    if (providerId && !(await isBy(exchange, session, providerId))) throw elsewhere(sessionId, providerId)
    return session
  } catch (thrown) {
    throw asOwn(exchange.caller.key, thrown)
  }
}

/** As long as nobody is known to make it, it may be anybody's. */
async function isBy(
  { host }: Exchange,
  { providerId, jobId }: GenerationSession,
  asked: string,
): Promise<boolean> {
  if (providerId === undefined || providerId === asked) return true
  const job = await host.runtime.jobs.find(jobId)
  return job?.attempt?.provider === asked
}

function unnamed(): LucidError {
  return new LucidError('invalid_request', 'The query names no session.', {
    param: 'sessionId',
    reason: 'invalid_field',
    hint: 'Ask for /api/generation?sessionId=<the id that POST answered>.',
  })
}

function elsewhere(sessionId: string, providerId: string): LucidError {
  return new LucidError('not_found', `There is no session "${sessionId}" of "${providerId}".`, {
    param: 'providerId',
    reason: 'unknown_session',
    hint: 'Leave providerId out, or name the provider that makes it.',
  })
}
