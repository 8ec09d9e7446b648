import { annotations, logprobsBody, usageBody } from './completion-body.ts'
import type { Choice, Completion } from './completion.ts'

// https://developers.openai.com/api/reference/resources/chat/subresources/completions/streaming-events

export interface ChunkOptions {
  readonly includeUsage: boolean
  readonly obfuscation: boolean
  readonly logprobs?: number
}

/** One event of a stream, and how many tokens of the answer are in it. */
export interface StreamEvent {
  readonly data: string
  readonly tokens: number
  readonly what: 'content' | 'finish' | 'usage' | 'done'
}

/** The events of a completion; several choices take turns. */
export function* completionEvents(completion: Completion, options: ChunkOptions): Generator<StreamEvent> {
  const head = {
    id: completion.id,
    object: 'chat.completion.chunk',
    created: completion.created,
    model: completion.model,
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
  }
  const usage = options.includeUsage ? { usage: null } : {}
  const streams = completion.choices.map((choice, index) => deltas(choice, index, options))
  while (streams.length > 0) {
    for (const stream of [...streams]) {
      const next = stream.next()
      if (next.done) {
        streams.splice(streams.indexOf(stream), 1)
        continue
      }
      const { choice, tokens, what } = next.value
      const padding =
        options.obfuscation && what === 'content' ? { obfuscation: 'x'.repeat(1 + ((tokens * 7) % 13)) } : {}
      yield { data: JSON.stringify({ ...head, choices: [choice], ...usage, ...padding }), tokens, what }
    }
  }
  if (options.includeUsage) {
    const data = JSON.stringify({ ...head, choices: [], usage: usageBody(completion.usage) })
    yield { data, tokens: 0, what: 'usage' }
  }
  yield { data: '[DONE]', tokens: 0, what: 'done' }
}

interface Delta {
  readonly choice: object
  readonly tokens: number
  readonly what: 'content' | 'finish'
}

function* deltas(choice: Choice, index: number, options: ChunkOptions): Generator<Delta> {
  const delta = (fields: object, tokens: number, logprobs: object | null = null): Delta => ({
    choice: { index, delta: fields, logprobs, finish_reason: null },
    tokens,
    what: 'content',
  })
  const called = choice.toolCalls.length > 0 && choice.text.length === 0
  yield delta({ role: 'assistant', content: called ? null : '', refusal: null }, 0)
  for (const piece of choice.text) {
    const logprobs = options.logprobs === undefined ? null : logprobsBody([piece], options.logprobs)
    yield delta({ content: piece }, 1, logprobs)
  }
  for (const piece of choice.refusal) yield delta({ refusal: piece }, 1)
  if (choice.citations.length > 0) yield delta({ annotations: annotations(choice) }, 0)
  for (const [at, call] of choice.toolCalls.entries()) {
    const opening = { index: at, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }
    yield delta({ tool_calls: [opening] }, 1)
    for (const piece of call.pieces)
      yield delta({ tool_calls: [{ index: at, function: { arguments: piece } }] }, 1)
  }
  yield {
    choice: { index, delta: {}, logprobs: null, finish_reason: choice.finish },
    tokens: 0,
    what: 'finish',
  }
}
