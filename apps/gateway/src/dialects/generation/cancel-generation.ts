import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'
import { ownUrl } from '../../jobs/own-url.ts'
import { asOwn } from './generation-dialect.ts'
import { namedSession, ownerOf } from './named-session.ts'
import { sessionAnswer } from './session-answer.ts'

/** Cancels a session where it is under way, and forgets it with its pictures; answers with the last of it. */
export async function cancelGeneration(exchange: Exchange): Promise<void> {
  const { caller, host } = exchange
  const { id } = await namedSession(exchange)
  try {
    const last = await host.images.cancelGeneration(id, { ...ownerOf(exchange), forget: true })
    sendJson(exchange, 200, sessionAnswer({ ...last, images: [] }, ownUrl(exchange), caller.key))
  } catch (thrown) {
    throw asOwn(caller.key, thrown)
  }
}
