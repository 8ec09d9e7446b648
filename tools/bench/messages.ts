import { answerText, pieces } from './completions.ts'

/** What the scripted upstream answers on Anthropic's wire; shapes as in https://platform.claude.com/docs/en/api/messages. */

const model = 'claude-sonnet-4-5-20250929'
const usage = {
  input_tokens: 24,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: 100,
  service_tier: 'standard',
}
const head = { id: 'msg_01XFDUDYJgAACzvnptvVoYEL', type: 'message', role: 'assistant', model }

/** A whole message. */
export const message: Buffer = Buffer.from(
  JSON.stringify({
    ...head,
    content: [{ type: 'text', text: answerText }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage,
  }),
)

const words = pieces(100)

/** What a stream's content comes to. */
export const messageText: string = words.join('')

/** A stream of 100 deltas. */
export const messageEvents: readonly Buffer[] = [
  event({
    type: 'message_start',
    message: {
      ...head,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 1 },
    },
  }),
  event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
  ...words.map(text => event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
  event({ type: 'content_block_stop', index: 0 }),
  event({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 100 },
  }),
]

export const messageEnd: Buffer = event({ type: 'message_stop' })

function event<T extends { readonly type: string }>(data: T): Buffer {
  return Buffer.from(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
}

/** The request that the floor is asked with for it. */
export const messageRequest: object = {
  model,
  max_tokens: 256,
  system: 'You are a helpful assistant. Answer in one short paragraph.',
  messages: [
    {
      role: 'user',
      content: 'What does the quick brown fox jump over, and why is it so well known?',
    },
  ],
}
