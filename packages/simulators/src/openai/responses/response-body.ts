import type { Completion } from '../completion.ts'
import type { SimulatedModel } from '../models.ts'
import { type Fields, isFields } from '../shape.ts'
import { effortOf, type ResponsesBody } from './check-body.ts'
import type { OutputItem } from './output.ts'

// https://developers.openai.com/api/reference/resources/responses

/** The response object, once the answer is whole. */
export function responseBody(
  completion: Completion,
  output: readonly OutputItem[],
  body: ResponsesBody,
  model: SimulatedModel,
): Fields {
  const finish = completion.choices[0]?.finish
  const reason =
    finish === 'length' ? 'max_output_tokens' : finish === 'content_filter' ? 'content_filter' : undefined
  const searches = output.filter(({ item }) => item['type'] === 'web_search_call').length
  return {
    id: completion.id.replace('chatcmpl-', 'resp_'),
    object: 'response',
    created_at: completion.created,
    status: reason ? 'incomplete' : 'completed',
    background: body['background'] ?? false,
    completed_at: reason ? null : completion.created + 1,
    error: null,
    incomplete_details: reason ? { reason } : null,
    instructions: body['instructions'] ?? null,
    max_output_tokens: body['max_output_tokens'] ?? null,
    max_tool_calls: body['max_tool_calls'] ?? null,
    model: completion.model,
    output: output.map(({ item }) => item),
    parallel_tool_calls: body['parallel_tool_calls'] ?? true,
    previous_response_id: body['previous_response_id'] ?? null,
    prompt_cache_key: body['prompt_cache_key'] ?? null,
    reasoning: {
      effort: effortOf(body, model) ?? null,
      summary: isFields(body['reasoning']) ? (body['reasoning']['summary'] ?? null) : null,
    },
    safety_identifier: body['safety_identifier'] ?? null,
    service_tier: 'default',
    store: body.store ?? true,
    temperature: body['temperature'] ?? 1,
    text: { format: { type: 'text' }, verbosity: 'medium', ...(body['text'] as Fields | undefined) },
    tool_choice: body['tool_choice'] ?? 'auto',
    tools: body['tools'] ?? [],
    ...(searches > 0 ? { tool_usage: { web_search: { num_requests: searches } } } : {}),
    top_logprobs: body['top_logprobs'] ?? 0,
    top_p: body['top_p'] ?? 1,
    truncation: body['truncation'] ?? 'disabled',
    usage: usageBody(completion),
    user: body['user'] ?? null,
    metadata: body['metadata'] ?? {},
  }
}

function usageBody({ usage }: Completion): Fields {
  return {
    input_tokens: usage.promptTokens,
    input_tokens_details: { cached_tokens: usage.cachedTokens, cache_write_tokens: usage.cacheWriteTokens },
    output_tokens: usage.completionTokens,
    output_tokens_details: { reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
  }
}
