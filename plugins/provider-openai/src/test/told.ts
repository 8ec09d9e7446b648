import {
  type ChatAlternative,
  type ChatResult,
  inputMeters,
  LucidError,
  outputMeters,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import type OpenAI from 'openai'

/** What an answer says, in words that belong to neither side of a comparison. */
export interface Told {
  readonly id: string | undefined
  readonly model: string | undefined
  readonly created: number | undefined
  readonly choices: readonly ToldChoice[]
  readonly usage: ToldUsage | undefined
}

interface ToldChoice {
  readonly content: string
  readonly refusal: string
  readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly input: string }[]
  readonly citations: readonly (string | undefined)[]
  readonly logprobs: unknown
  readonly finish: string | undefined
}

interface ToldUsage {
  readonly prompt: number | undefined
  readonly cached: number | undefined
  readonly written: number | undefined
  readonly completion: number | undefined
  readonly reasoning: number | undefined
}

/** What a failure says. */
export interface ToldError {
  readonly status: number | undefined
  readonly code: string | undefined
  readonly type: string | undefined
  readonly param: string | undefined
  readonly message: string
  readonly requestId: string | undefined
}

export function toldBySdk(completion: OpenAI.ChatCompletion): Told {
  return {
    id: completion.id,
    model: completion.model,
    created: completion.created,
    choices: completion.choices.map(({ message, finish_reason, logprobs }) => ({
      content: message.content ?? '',
      refusal: message.refusal ?? '',
      toolCalls: (message.tool_calls ?? []).map(call => ({
        id: call.id,
        name: call.type === 'function' ? call.function.name : call.custom.name,
        input: call.type === 'function' ? call.function.arguments : call.custom.input,
      })),
      citations: (message.annotations ?? []).map(annotation => annotation.url_citation.url),
      logprobs: logprobs?.content ?? undefined,
      finish: finish_reason,
    })),
    usage: completion.usage && usageBySdk(completion.usage),
  }
}

function usageBySdk(usage: OpenAI.CompletionUsage): ToldUsage {
  return {
    prompt: usage.prompt_tokens,
    cached: usage.prompt_tokens_details?.cached_tokens,
    written: usage.prompt_tokens_details?.cache_write_tokens,
    completion: usage.completion_tokens,
    reasoning: usage.completion_tokens_details?.reasoning_tokens,
  }
}

/** The chunks of a stream, added up the way the vendor's documents say. */
export function toldByChunks(chunks: readonly OpenAI.ChatCompletionChunk[]): Told {
  const choices: Mutable<ToldChoice>[] = []
  let usage: ToldUsage | undefined
  for (const chunk of chunks) {
    if (chunk.usage) usage = usageBySdk(chunk.usage)
    for (const { index, delta, finish_reason, logprobs } of chunk.choices) {
      const choice = (choices[index] ??= emptyChoice())
      choice.content += delta.content ?? ''
      choice.refusal += delta.refusal ?? ''
      const { annotations = [] } = delta as { annotations?: readonly { url_citation: { url: string } }[] }
      choice.citations = [...choice.citations, ...annotations.map(annotation => annotation.url_citation.url)]
      if (logprobs?.content)
        choice.logprobs = [...((choice.logprobs as unknown[] | undefined) ?? []), ...logprobs.content]
      for (const call of delta.tool_calls ?? []) addCall(choice, call)
      choice.finish = finish_reason ?? choice.finish
    }
  }
  const [first] = chunks
  return { id: first?.id, model: first?.model, created: first?.created, choices, usage }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
type CallDelta = NonNullable<OpenAI.ChatCompletionChunk.Choice.Delta['tool_calls']>[number]

function emptyChoice(): Mutable<ToldChoice> {
  return { content: '', refusal: '', toolCalls: [], citations: [], logprobs: undefined, finish: undefined }
}

function addCall(choice: Mutable<ToldChoice>, delta: CallDelta): void {
  const calls = [...choice.toolCalls]
  const call = calls[delta.index] ?? { id: '', name: '', input: '' }
  calls[delta.index] = {
    id: call.id || (delta.id ?? ''),
    name: call.name || (delta.function?.name ?? ''),
    input: call.input + (delta.function?.arguments ?? ''),
  }
  choice.toolCalls = calls
}

export function toldByPlugin(result: ChatResult): Told {
  return {
    id: result.id,
    model: result.model,
    created: result.created,
    choices: [result, ...(result.alternatives ?? [])].map(choiceByPlugin),
    usage: usageByPlugin(result.usage),
  }
}

function choiceByPlugin({ content, finish, logprobs }: ChatAlternative): ToldChoice {
  return {
    content: content.map(part => (part.type === 'text' ? part.text : '')).join(''),
    refusal: content.map(part => (part.type === 'refusal' ? part.text : '')).join(''),
    toolCalls: content.flatMap(part =>
      part.type === 'tool-call' ? [{ id: part.id, name: part.name, input: part.input }] : [],
    ),
    citations: content.flatMap(part => (part.type === 'source' ? [part.url] : [])),
    logprobs,
    finish: finish.raw,
  }
}

function usageByPlugin(usage: Usage): ToldUsage | undefined {
  const total = (meters: readonly string[]): number | undefined => {
    const reading = totalOf(usage, meters)
    return reading && reading.certainty === 'known' ? reading.quantity : undefined
  }
  const prompt = total(inputMeters)
  if (prompt === undefined) return undefined
  return {
    prompt,
    cached: total(['cache_read']),
    written: total(['cache_write']),
    completion: total(outputMeters),
    reasoning: total(['reasoning']),
  }
}

export function toldByThrown(thrown: unknown): ToldError {
  if (LucidError.is(thrown)) {
    const { status, code, type, param, requestId } = thrown.upstream ?? {}
    return {
      status: status === 200 ? undefined : status,
      code,
      type,
      param,
      message: thrown.message,
      requestId,
    }
  }
  const { status, code, type, param, requestID, message } = thrown as InstanceType<typeof OpenAI.APIError>
  return {
    status,
    code: code ?? undefined,
    type: type ?? undefined,
    param: param ?? undefined,
    // The SDK puts the status before the vendor's words.
    message: String(message).replace(/^\d{3} /, ''),
    requestId: requestID ?? undefined,
  }
}
