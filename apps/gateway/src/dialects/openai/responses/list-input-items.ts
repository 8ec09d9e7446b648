import { limitIn, pageOf } from '../../../calls/page-of.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { queryOf } from '../../../http/query.ts'
import { sendJson } from '../../../http/respond.ts'
import { findResponse, passOn } from './find-response.ts'

/** https://developers.openai.com/api/reference/resources/responses/subresources/input_items */
export async function listInputItems(exchange: Exchange): Promise<void> {
  const query = queryOf(exchange.request)
  const { id, account, answer } = await findResponse(exchange)
  if (!answer)
    return passOn(exchange, { act: 'get', id, account, part: 'input_items', query: query.toString() })
  const listed = answer.input.map((item, index) => ({
    ...item,
    id: String(item['id'] ?? `in_${id.slice('resp_'.length)}_${index}`),
  }))
  const page = pageOf(query.get('order') === 'asc' ? listed : listed.toReversed(), item => item.id, {
    limit: limitIn(query, 'limit', { usual: 20, most: 100 }),
    after: query.get('after'),
  })
  sendJson(exchange, 200, {
    object: 'list',
    data: page.items,
    first_id: page.items[0]?.id ?? null,
    last_id: page.items.at(-1)?.id ?? null,
    has_more: page.more,
  })
}
