import type { Delivery, Piece } from '../../delivery.ts'
import type { Fault } from '../../fault.ts'
import type { Turn } from '../../server.ts'
import { jsonAnswer, namedRefusal } from '../answer.ts'
import { ApiError, badRequest } from '../api-error.ts'
import { type Behaviour, wished, wishesIn } from '../behaviour.ts'
import { complete } from '../completion.ts'
import { readPrompt } from '../prompt.ts'
import type { Fields } from '../shape.ts'
import { asChat } from './as-chat.ts'
import { checkCount, checkResponses, includes } from './check-body.ts'
import { conversationOf } from './conversation.ts'
import { responseEvents } from './events.ts'
import type { Kept } from './kept.ts'
import { outputItems } from './output.ts'
import { responseBody } from './response-body.ts'

type Headers = Readonly<Record<string, string>>

export function create(turn: Turn<Behaviour>, headers: Headers, scripted: Behaviour, kept: Kept): Delivery {
  const { body, model } = checkResponses(turn.request.body)
  const key = keyOf(turn)
  const conversation = conversationOf(body, kept, key, turn.serial)
  const chat = asChat(body, conversation.all)
  const behaviour: Behaviour = { ...wished(wishesIn(readPrompt(chat.messages).last)), ...scripted }
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const completion = complete(chat, model, behaviour, turn.serial)
  turn.request.usage = completion.usage
  const output = outputItems(completion, { body, behaviour, key, serial: turn.serial })
  const response = withFault(responseBody(completion, output, body, model), behaviour.fault)
  const options = body['stream_options'] as Fields | null | undefined
  const events = [
    ...responseEvents(response, output, {
      obfuscation: options?.['include_obfuscation'] !== false,
      ...(includes(body, 'message.output_text.logprobs')
        ? { logprobs: Number(body['top_logprobs'] ?? 0) }
        : {}),
    }),
  ]
  if (body.store !== false) {
    const all = [...conversation.all, ...output.map(({ item }) => item)]
    const texts = events.map(framed)
    kept.add({ key, body: response, input: conversation.input, conversation: all, events: texts })
  }
  const sent = { ...headers, ...behaviour.headers }
  const { fault } = behaviour
  if (body['background'] === true && body.stream !== true) {
    return jsonAnswer(200, { ...response, status: 'queued', output: [], usage: null }, sent, behaviour)
  }
  if (body.stream !== true || fault?.kind === 'html' || fault?.kind === 'body-error') {
    const tokens = events.reduce((sum, event) => sum + event.tokens, 0)
    return jsonAnswer(200, response, sent, behaviour, tokens)
  }
  const lacksEnd = fault?.kind === 'without' && fault.what === 'finish'
  const pieces = (lacksEnd ? events.slice(0, -1) : events).map((event): Piece => ({
    bytes: Buffer.from(framed(event)),
    tokens: event.tokens,
  }))
  return streamOf(pieces, sent, behaviour)
}

function framed({ type, data }: { readonly type: string; readonly data: string }): string {
  return `event: ${type}\ndata: ${data}\n\n`
}

function streamOf(pieces: readonly Piece[], headers: Headers, behaviour: Behaviour): Delivery {
  const { fault, paceMs } = behaviour
  return {
    status: 200,
    headers: { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
    pieces,
    ...(fault ? { fault: fault.kind === 'error-event' ? { body: errorEvent, ...fault } : fault } : {}),
    ...(paceMs === undefined ? {} : { paceMs }),
  }
}

/** As the vendor sends it, which is not as its documents have it. */
const errorEvent = {
  type: 'error',
  sequence_number: 99,
  error: { type: 'server_error', code: 'server_error', message: 'The server had an error.', param: null },
}

function withFault(response: Fields, fault: Fault | undefined): Fields {
  if (fault?.kind !== 'without' || fault.what !== 'usage') return response
  const { usage: _, ...rest } = response
  return rest
}

export function count(turn: Turn<Behaviour>, headers: Headers, behaviour: Behaviour, kept: Kept): Delivery {
  const { body, model } = checkCount(turn.request.body)
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const conversation = conversationOf(body, kept, keyOf(turn), turn.serial)
  const { usage } = complete(asChat(body, conversation.all), model, {}, turn.serial)
  const counted = { object: 'response.input_tokens', input_tokens: usage.promptTokens }
  return jsonAnswer(200, counted, headers, behaviour)
}

export function retrieve(
  turn: Turn<Behaviour>,
  headers: Headers,
  behaviour: Behaviour,
  kept: Kept,
): Delivery {
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const { query } = turn.request
  const { body, events } = kept.get(idIn(turn), keyOf(turn))
  if (query.get('stream') !== 'true') return jsonAnswer(200, body, headers, behaviour)
  const after = Number(query.get('starting_after') ?? -1)
  const pieces = events.slice(after + 1).map((event): Piece => ({ bytes: Buffer.from(event), tokens: 0 }))
  return streamOf(pieces, headers, behaviour)
}

export function remove(turn: Turn<Behaviour>, headers: Headers, behaviour: Behaviour, kept: Kept): Delivery {
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const id = idIn(turn)
  kept.delete(id, keyOf(turn))
  return jsonAnswer(200, { id, object: 'response', deleted: true }, headers, behaviour)
}

export function cancel(turn: Turn<Behaviour>, headers: Headers, behaviour: Behaviour, kept: Kept): Delivery {
  const { body } = kept.get(idIn(turn), keyOf(turn))
  if (body['background'] !== true) throw badRequest('Cannot cancel a synchronous response.', null)
  return jsonAnswer(200, { ...body, status: 'cancelled' }, headers, behaviour)
}

export function inputItems(
  turn: Turn<Behaviour>,
  headers: Headers,
  behaviour: Behaviour,
  kept: Kept,
): Delivery {
  const { query } = turn.request
  const { input } = kept.get(idIn(turn), keyOf(turn))
  const limit = Number(query.get('limit') ?? 20)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw badRequest(`Invalid 'limit': expected an integer between 1 and 100.`, 'limit', 'invalid_value')
  }
  const ordered = query.get('order') === 'asc' ? input : input.toReversed()
  const after = query.get('after')
  const from = after === null ? 0 : ordered.findIndex(item => item['id'] === after) + 1
  if (after !== null && from === 0) throw new ApiError(404, `Item with id '${after}' not found.`)
  const data = ordered.slice(from, from + limit).map(listed)
  const page = {
    object: 'list',
    data,
    first_id: data[0]?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: from + limit < ordered.length,
  }
  return jsonAnswer(200, page, headers, behaviour)
}

/** Items are listed in their long form. */
function listed(item: Fields): Fields {
  if (item['type'] !== 'message' || typeof item['content'] !== 'string') return item
  return { ...item, content: [{ type: 'input_text', text: item['content'] }] }
}

function idIn(turn: Turn<Behaviour>): string {
  return decodeURIComponent(turn.request.path.split('/')[3] ?? '')
}

/** State belongs to the account, and here an account is a key. */
function keyOf(turn: Turn<Behaviour>): string {
  return turn.request.headers['authorization'] ?? ''
}
