import type { Exchange } from '../../../http/exchange.ts'
import { sendJson } from '../../../http/respond.ts'
import { findResponse, passOn } from './find-response.ts'

/** https://developers.openai.com/api/reference/resources/responses/methods/delete */
export async function deleteResponse(exchange: Exchange): Promise<void> {
  const { ids, answers } = exchange.host.responses
  const { id, account, answer } = await findResponse(exchange)
  if (!answer) {
    await passOn(exchange, { act: 'delete', id, account })
    return ids.forget(id)
  }
  await answers.delete(id)
  await ids.forget(id)
  sendJson(exchange, 200, { id, object: 'response', deleted: true })
}
