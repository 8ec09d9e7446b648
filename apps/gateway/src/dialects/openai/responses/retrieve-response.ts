import { LucidError } from '@lucid-gateway/core'
import type { Exchange } from '../../../http/exchange.ts'
import { queryOf } from '../../../http/query.ts'
import { sendJson } from '../../../http/respond.ts'
import { findResponse, passOn } from './find-response.ts'

/** https://developers.openai.com/api/reference/resources/responses/methods/retrieve */
export async function retrieveResponse(exchange: Exchange): Promise<void> {
  const query = queryOf(exchange.request)
  if (query.get('stream') === 'true') throw notStreamed()
  const { id, account, answer } = await findResponse(exchange)
  if (answer) return sendJson(exchange, 200, answer.body)
  return passOn(exchange, { act: 'get', id, account, query: query.toString() })
}

function notStreamed(): LucidError {
  return new LucidError('invalid_request', 'A response that is kept comes in one piece here.', {
    param: 'stream',
    reason: 'stream_not_served',
    hint: 'Ask without stream; while its status is queued or in_progress, ask again.',
  })
}
