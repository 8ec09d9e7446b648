import type { ClaudeMessage, ClaudeUsage } from './message.ts'

// https://platform.claude.com/docs/en/api/messages

export function messageBody(message: ClaudeMessage): object {
  return {
    ...messageHead(message),
    content: message.blocks.map(block => block.whole),
    stop_reason: message.stopReason,
    stop_sequence: message.stopSequence,
    stop_details: message.stopDetails,
    usage: usageBody(message.usage, message.usage.completionTokens),
  }
}

export function messageHead({ id, model }: ClaudeMessage): object {
  return { id, type: 'message', role: 'assistant', model, container: null, diagnostics: null }
}

export function usageBody(usage: ClaudeUsage, outputTokens: number): object {
  return {
    input_tokens: usage.promptTokens - usage.cachedTokens - usage.cacheWriteTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cachedTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWriteTokens - usage.hourCacheTokens,
      ephemeral_1h_input_tokens: usage.hourCacheTokens,
    },
    output_tokens: outputTokens,
    output_tokens_details: usage.reasoningTokens > 0 ? { thinking_tokens: usage.reasoningTokens } : null,
    server_tool_use:
      usage.searches > 0 ? { web_search_requests: usage.searches, web_fetch_requests: 0 } : null,
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: 'global',
  }
}
