import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../../../http/exchange.ts'
import { findResponse, passOn } from './find-response.ts'

/** https://developers.openai.com/api/reference/resources/responses/methods/cancel */
export async function cancelResponse(exchange: Exchange): Promise<void> {
  const { id, account, answer } = await findResponse(exchange)
  if (!answer) return passOn(exchange, { act: 'cancel', id, account })
  throw new LucidError('invalid_request', 'Cannot cancel a synchronous response.', {
    reason: 'not_in_background',
  })
}
