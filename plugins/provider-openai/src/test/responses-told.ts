import {
  type AssistantContent,
  type ChatResult,
  inputMeters,
  outputMeters,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'
import type OpenAI from 'openai'

type Response = OpenAI.Responses.Response
type Item = OpenAI.Responses.ResponseOutputItem
type Event = OpenAI.Responses.ResponseStreamEvent

/** What a response says, in words that belong to neither side of a comparison. */
export interface ToldResponse {
  readonly id: string | undefined
  readonly model: string | undefined
  readonly created: number | undefined
  /** In order, and each kind of thing that is said in its own words. */
  readonly said: readonly Said[]
  readonly logprobs: unknown
  readonly finish: string | undefined
  readonly usage: ToldUsage | undefined
}

type Said =
  | { readonly text: string }
  | { readonly refusal: string }
  | { readonly reasoning: string; readonly encrypted: string | undefined }
  | { readonly call: string; readonly name: string; readonly input: string }
  | { readonly cited: string | undefined }
  | { readonly drawn: string }

interface ToldUsage {
  readonly input: number | undefined
  readonly cached: number | undefined
  readonly written: number | undefined
  readonly output: number | undefined
  readonly reasoning: number | undefined
}

export function responseBySdk(response: Response): ToldResponse {
  const texts = response.output.flatMap(item => (item.type === 'message' ? item.content : []))
  const logprobs = texts.flatMap(part => (part.type === 'output_text' ? (part.logprobs ?? []) : []))
  return {
    id: response.id,
    model: response.model,
    created: response.created_at,
    said: response.output.flatMap(saidByItem),
    logprobs: logprobs.length > 0 ? logprobs : undefined,
    finish: response.incomplete_details?.reason ?? response.status,
    usage: response.usage && {
      input: response.usage.input_tokens,
      cached: response.usage.input_tokens_details.cached_tokens,
      written: response.usage.input_tokens_details.cache_write_tokens,
      output: response.usage.output_tokens,
      reasoning: response.usage.output_tokens_details.reasoning_tokens,
    },
  }
}

function saidByItem(item: Item): readonly Said[] {
  switch (item.type) {
    case 'message':
      return item.content.flatMap((part): Said[] =>
        part.type === 'refusal'
          ? [{ refusal: part.refusal }]
          : [
              { text: part.text },
              ...part.annotations.map(one => ({ cited: one.type === 'url_citation' ? one.url : one.type })),
            ],
      )
    case 'reasoning':
      return [
        {
          reasoning: item.summary.map(({ text }) => text).join('\n\n'),
          encrypted: item.encrypted_content ?? undefined,
        },
      ]
    case 'function_call':
      return [{ call: item.call_id, name: item.name, input: item.arguments }]
    case 'custom_tool_call':
      return [{ call: item.call_id, name: item.name, input: item.input }]
    case 'web_search_call':
      return [{ call: item.id, name: 'web_search', input: JSON.stringify(item.action) }]
    case 'image_generation_call':
      return [
        { call: item.id, name: 'image_generation', input: JSON.stringify({ revised_prompt: 'A pixel' }) },
        { drawn: item.result ?? '' },
      ]
    default:
      throw new Error(`The simulator has no ${item.type}.`)
  }
}

/** The whole response that a stream ends with; of one that breaks off, its text. */
export function responseByEvents(events: readonly Event[]): ToldResponse {
  const last = events.findLast(
    event => event.type === 'response.completed' || event.type === 'response.incomplete',
  )
  if (last) return responseBySdk(last.response)
  const [first] = events
  const head = first?.type === 'response.created' ? first.response : undefined
  const text = events.map(event => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')
  return {
    id: head?.id,
    model: head?.model,
    created: head?.created_at,
    said: text ? [{ text }] : [],
    logprobs: undefined,
    finish: undefined,
    usage: undefined,
  }
}

export function responseByPlugin(result: ChatResult): ToldResponse {
  return {
    id: result.id,
    model: result.model,
    created: result.created,
    said: result.content.flatMap(saidByPart),
    logprobs: result.logprobs,
    finish: result.finish.raw,
    usage: usageByPlugin(result.usage),
  }
}

function saidByPart(part: AssistantContent): readonly Said[] {
  switch (part.type) {
    case 'text':
      return [{ text: part.text }]
    case 'refusal':
      return [{ refusal: part.text }]
    case 'reasoning':
      return [{ reasoning: part.text, encrypted: part.encrypted }]
    case 'tool-call':
      return [{ call: part.id, name: part.name, input: part.input }]
    case 'source':
      return [{ cited: part.url }]
    case 'file':
      return [{ drawn: part.data.kind === 'base64' ? part.data.base64 : '' }]
    case 'tool-result':
      return []
  }
}

function usageByPlugin(usage: Usage): ToldUsage | undefined {
  const total = (meters: readonly string[]): number | undefined => {
    const reading = totalOf(usage, meters)
    return reading && reading.certainty === 'known' ? reading.quantity : undefined
  }
  const input = total(inputMeters)
  if (input === undefined) return undefined
  return {
    input,
    cached: total(['cache_read']),
    written: total(['cache_write']),
    output: total(outputMeters),
    reasoning: total(['reasoning']),
  }
}
