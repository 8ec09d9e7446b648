import type Anthropic from '@anthropic-ai/sdk'
import { type AssistantContent, type ChatResult, LucidError, type Usage } from '@lucid-gateway/core'

/** What an answer says, in words that belong to neither side of a comparison. */
export interface Told {
  readonly id: string | undefined
  readonly model: string | undefined
  readonly content: readonly ToldBlock[]
  readonly stop: string | undefined
  readonly stopSequence: unknown
  readonly stopDetails: unknown
  readonly usage: ToldUsage
}

type ToldBlock = Readonly<Record<string, unknown>> & { readonly kind: string }

type ToldUsage = Readonly<Record<string, number | undefined>>

/** What a failure says. */
export interface ToldError {
  readonly status: number | undefined
  readonly type: string | undefined
  readonly code: string | undefined
  readonly message: string
  readonly requestId: string | undefined
}

export function toldBySdk(message: Anthropic.Message): Told {
  return {
    id: message.id,
    model: message.model,
    content: message.content.flatMap(blocksBySdk),
    stop: message.stop_reason ?? undefined,
    stopSequence: message.stop_sequence ?? undefined,
    stopDetails: message.stop_details ?? undefined,
    usage: usageBySdk(message.usage),
  }
}

function blocksBySdk(block: Anthropic.ContentBlock): readonly ToldBlock[] {
  switch (block.type) {
    case 'text':
      return [
        { kind: 'text', text: block.text },
        ...(block.citations ?? []).map(citation => ({ kind: 'citation', citation })),
      ]
    case 'thinking':
      return [{ kind: 'thinking', text: block.thinking, signature: block.signature }]
    case 'redacted_thinking':
      return [{ kind: 'redacted', data: block.data }]
    case 'tool_use':
    case 'server_tool_use': {
      const { id, name, input, caller } = block
      return [{ kind: block.type, id, name, input, caller }]
    }
    default:
      return [{ kind: 'other', block }]
  }
}

function usageBySdk(usage: Anthropic.Usage): ToldUsage {
  return {
    input: usage.input_tokens,
    cacheRead: usage.cache_read_input_tokens ?? undefined,
    cacheWrite: usage.cache_creation?.ephemeral_5m_input_tokens,
    cacheHour: usage.cache_creation?.ephemeral_1h_input_tokens,
    output: usage.output_tokens,
    thinking: usage.output_tokens_details?.thinking_tokens,
    searches: usage.server_tool_use?.web_search_requests,
  }
}

export function toldByPlugin(result: ChatResult): Told {
  const own = result.extra?.['anthropic-messages']
  return {
    id: result.id,
    model: result.model,
    content: result.content.map(blockByPlugin),
    stop: result.finish.raw,
    stopSequence: own?.stop_sequence,
    stopDetails: own?.stop_details,
    usage: usageByPlugin(result.usage),
  }
}

function blockByPlugin(part: AssistantContent): ToldBlock {
  const own = part.extra?.['anthropic-messages']
  switch (part.type) {
    case 'text':
      return own?.type === undefined ? { kind: 'text', text: part.text } : { kind: 'other', block: own }
    case 'source':
      return { kind: 'citation', citation: own }
    case 'reasoning':
      return part.encrypted === undefined
        ? { kind: 'thinking', text: part.text, signature: part.signature }
        : { kind: 'redacted', data: part.encrypted }
    case 'tool-call': {
      const { id, name } = part
      const kind = part.executed ? 'server_tool_use' : 'tool_use'
      const caller = own?.['@direct'] ? { type: 'direct' } : own?.caller
      return { kind, id, name, input: JSON.parse(part.input) as unknown, caller }
    }
    default:
      return { kind: 'other', block: own }
  }
}

function usageByPlugin({ meters }: Usage): ToldUsage {
  const of = (meter: string): number | undefined => {
    const reading = meters[meter]
    return reading && reading.certainty === 'known' ? reading.quantity : undefined
  }
  const [output, thinking] = [of('output'), of('reasoning')]
  return {
    input: of('input'),
    cacheRead: of('cache_read'),
    cacheWrite: of('cache_write'),
    cacheHour: of('cache_write_1h'),
    output: output === undefined ? undefined : output + (thinking ?? 0),
    thinking,
    searches: of('search'),
  }
}

export function toldByThrown(thrown: unknown): ToldError {
  if (LucidError.is(thrown)) {
    const { status, code, type, requestId } = thrown.upstream ?? {}
    return { status: status === 200 ? undefined : status, type, code, message: thrown.message, requestId }
  }
  const error = thrown as InstanceType<typeof Anthropic.APIError>
  return {
    status: error.status,
    type: error.type ?? undefined,
    code: error.errorCode ?? undefined,
    message: error.apiMessage ?? error.message,
    requestId: error.requestID ?? undefined,
  }
}
