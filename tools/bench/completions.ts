/** What the scripted upstream answers, made once; shapes as in https://platform.openai.com/docs/api-reference/chat. */

const model = 'gpt-5-mini-2025-08-07'
const created = 1_760_000_000
const words =
  'The quick brown fox jumps over the lazy dog while the gateway passes each event on unread'.split(' ')

const usage = {
  prompt_tokens: 24,
  completion_tokens: 98,
  total_tokens: 122,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
}

/** What a whole answer says. */
export const answerText: string = words.join(' ')

/** A request whose `user` begins so gets a stream that hardly moves, and its end is noted. */
export const abandoned = 'abandoned-'

/** A whole chat completion of about 0.6 KB. */
export const completion: Buffer = Buffer.from(
  JSON.stringify({
    id: 'chatcmpl-CkH2m1xZb7Qe0Lr5yTn8VsWd3GpAj',
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answerText, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage,
    service_tier: 'default',
    system_fingerprint: null,
  }),
)

/** So many words of a stream. */
export function pieces(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => ` ${words[index % words.length]}`)
}

const streamed = pieces(98)

/** What a stream's content comes to. */
export const streamText: string = streamed.join('')

export interface StreamScript {
  /** The events that have choices: role, content, finish. */
  readonly events: readonly Buffer[]
  /** Sent last before the terminator, where the request asks for it. */
  readonly usage: Buffer
  readonly terminator: Buffer
}

/** A stream of 100 events with choices. */
export const script: StreamScript = {
  events: [
    event([choice({ role: 'assistant', content: '', refusal: null }, null)]),
    ...streamed.map(content => event([choice({ content }, null)])),
    event([choice({}, 'stop')]),
  ],
  usage: event([], usage),
  terminator: Buffer.from('data: [DONE]\n\n'),
}

function choice(delta: object, finishReason: string | null): object {
  return { index: 0, delta, logprobs: null, finish_reason: finishReason }
}

function event(choices: readonly object[], counted: object | null = null): Buffer {
  const chunk = {
    id: 'chatcmpl-CkH2m1xZb7Qe0Lr5yTn8VsWd3GpAj',
    object: 'chat.completion.chunk',
    created,
    model,
    service_tier: 'default',
    system_fingerprint: null,
    choices,
    usage: counted,
    obfuscation: 'kT3vQ9',
  }
  return Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`)
}

/** The request that all subjects are asked with, but for its model's name. */
export function chatRequest(chatModel: string, more: object = {}): object {
  return {
    model: chatModel,
    messages: [
      { role: 'system', content: 'You are a helpful assistant. Answer in one short paragraph.' },
      { role: 'user', content: 'What does the quick brown fox jump over, and why is it so well known?' },
    ],
    max_completion_tokens: 256,
    ...more,
  }
}
