import type { Choice, Completion, UsageTruth } from './completion.ts'

// https://developers.openai.com/api/reference/resources/chat/subresources/completions

export interface BodyOptions {
  /** How many alternatives to name for each token; undefined where no log-probabilities were asked for. */
  readonly logprobs?: number
}

export function completionBody(completion: Completion, options: BodyOptions): object {
  return {
    id: completion.id,
    object: 'chat.completion',
    created: completion.created,
    model: completion.model,
    choices: completion.choices.map((choice, index) => choiceBody(choice, index, options)),
    usage: usageBody(completion.usage),
    service_tier: 'default',
    system_fingerprint: 'fp_simulated',
  }
}

function choiceBody(choice: Choice, index: number, options: BodyOptions): object {
  return {
    index,
    message: {
      role: 'assistant',
      content: choice.text.length > 0 ? choice.text.join('') : null,
      refusal: choice.refusal.length > 0 ? choice.refusal.join('') : null,
      annotations: annotations(choice),
      ...(choice.toolCalls.length > 0 ? { tool_calls: choice.toolCalls.map(toolCallBody) } : {}),
    },
    logprobs: options.logprobs === undefined ? null : logprobsBody(choice.text, options.logprobs),
    finish_reason: choice.finish,
  }
}

function toolCallBody(call: Choice['toolCalls'][number]): object {
  return { id: call.id, type: 'function', function: { name: call.name, arguments: call.pieces.join('') } }
}

export function annotations(choice: Choice): readonly object[] {
  return choice.citations.map(({ url, title }, index) => ({
    type: 'url_citation',
    url_citation: { start_index: index, end_index: index + 3, title, url },
  }))
}

export function logprobsBody(tokens: readonly string[], top: number): object {
  return {
    content: tokens.map(token => ({
      token,
      logprob: -0.125,
      bytes: [...Buffer.from(token)],
      top_logprobs: Array.from({ length: top }, (_, rank) => ({
        token: rank === 0 ? token : `${token}${rank}`,
        logprob: -0.125 * (rank + 1),
        bytes: [...Buffer.from(rank === 0 ? token : `${token}${rank}`)],
      })),
    })),
    refusal: null,
  }
}

export function usageBody(usage: UsageTruth): object {
  return {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedTokens,
      audio_tokens: 0,
      ...(usage.cacheWriteTokens > 0 ? { cache_write_tokens: usage.cacheWriteTokens } : {}),
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}
