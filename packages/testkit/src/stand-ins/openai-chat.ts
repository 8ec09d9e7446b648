import type { ReceivedRequest } from '../scripted-server/received-request.ts'
import { json, type Reply, sse } from '../scripted-server/reply.ts'
import { type ScriptedServer, scriptedServer } from '../scripted-server/scripted-server.ts'

interface Body {
  readonly model: string
  readonly stream?: boolean
  readonly stream_options?: { readonly include_usage?: boolean }
  readonly tools?: readonly { readonly function: { readonly name: string } }[]
}

const text = 'Hello from the stand-in.'
const usage = { prompt_tokens: 9, completion_tokens: 6, total_tokens: 15 }

/**
 * A vendor of the openai-chat wire: answers whole or streamed, calls every tool that it is offered, and lets in
 * whoever has some key. For plugins of that wire, which differ in their data; it does not check what it is sent.
 * https://developers.openai.com/api/reference/resources/chat
 */
export function openaiChatServer(): Promise<ScriptedServer> {
  return scriptedServer({
    'POST /chat/completions': complete,
    'GET /models': json({ object: 'list', data: [{ id: 'stand-in-1', object: 'model', created: 0 }] }),
  })
}

function complete({ headers, json: body }: ReceivedRequest): Reply {
  if (!headers['authorization']?.startsWith('Bearer ')) {
    const error = { message: 'No key.', type: 'invalid_request_error', param: null, code: 'invalid_api_key' }
    return json({ error }, { status: 401 })
  }
  const { model, stream = false, stream_options: options = {}, tools = [] } = body as Body
  const head = { id: 'chatcmpl-1', created: 1_700_000_000, model }
  const calls = tools.map((tool, index) => ({
    id: `call-${index}`,
    type: 'function',
    function: { name: tool.function.name, arguments: '{"city":"Paris"}' },
  }))
  const finish = calls.length > 0 ? 'tool_calls' : 'stop'
  if (!stream) {
    const message = {
      role: 'assistant',
      content: calls.length > 0 ? null : text,
      ...(calls.length > 0 ? { tool_calls: calls } : {}),
    }
    return json({
      ...head,
      object: 'chat.completion',
      choices: [{ index: 0, message, finish_reason: finish }],
      usage,
    })
  }
  const deltas = [
    { role: 'assistant', content: '' },
    ...(calls.length > 0 ? calls.flatMap(inPieces) : words()),
  ]
  const chunk = (rest: object) => ({ ...head, object: 'chat.completion.chunk', ...rest })
  return sse([
    ...deltas.map(delta => chunk({ choices: [{ index: 0, delta, finish_reason: null }] })),
    chunk({ choices: [{ index: 0, delta: {}, finish_reason: finish }] }),
    ...(options.include_usage ? [chunk({ choices: [], usage })] : []),
    '[DONE]',
  ])
}

function words(): readonly object[] {
  return text.split(/(?<= )/).map(content => ({ content }))
}

/** A call as it comes in a stream: its name first, then its arguments bit by bit. */
function inPieces(
  call: { readonly function: { readonly name: string; readonly arguments: string } },
  index: number,
): readonly object[] {
  const { name, arguments: input } = call.function
  const first = { index, ...call, function: { name, arguments: '' } }
  const rest = [input.slice(0, 4), input.slice(4)].map(piece => ({ index, function: { arguments: piece } }))
  return [first, ...rest].map(piece => ({ tool_calls: [piece] }))
}
