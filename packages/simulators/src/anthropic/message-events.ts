import { messageHead, usageBody } from './message-body.ts'
import type { ClaudeMessage, ClaudeUsage, SaidBlock } from './message.ts'

// https://platform.claude.com/docs/en/build-with-claude/streaming

/** One event of a stream, and how many tokens of the answer are in it. */
export interface MessageEvent {
  readonly data: { readonly type: string }
  readonly tokens: number
  readonly what: 'content' | 'finish' | 'done'
}

export function* messageEvents(message: ClaudeMessage): Generator<MessageEvent> {
  const usage = usageBody({ ...message.usage, reasoningTokens: 0, searches: 0 }, 1)
  const head = {
    ...messageHead(message),
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
  }
  yield content({ type: 'message_start', message: { ...head, usage } })
  for (const [index, block] of message.blocks.entries()) {
    yield* blockEvents(block, index)
    if (index === 0) yield content({ type: 'ping' })
  }
  const { stopReason, stopSequence, stopDetails } = message
  const delta = {
    stop_reason: stopReason,
    stop_sequence: stopSequence,
    stop_details: stopDetails,
    container: null,
  }
  yield {
    data: { type: 'message_delta', ...{ delta, usage: cumulative(message.usage) } },
    tokens: 0,
    what: 'finish',
  }
  yield { data: { type: 'message_stop' }, tokens: 0, what: 'done' }
}

/** What the end of a stream repeats of the usage, as it stands then. */
function cumulative(usage: ClaudeUsage): object {
  const all = Object.entries(usageBody(usage, usage.completionTokens))
  return Object.fromEntries(all.filter(([name]) => name.includes('tokens') || name === 'server_tool_use'))
}

function* blockEvents(block: SaidBlock, index: number): Generator<MessageEvent> {
  const alone = block.deltas.length === 0
  yield content({ type: 'content_block_start', index, content_block: block.start }, alone ? 1 : 0)
  for (const delta of block.deltas) yield content({ type: 'content_block_delta', index, delta }, 1)
  yield content({ type: 'content_block_stop', index })
}

function content(
  data: { readonly type: string } & Readonly<Record<string, unknown>>,
  tokens = 0,
): MessageEvent {
  return { data, tokens, what: 'content' }
}
