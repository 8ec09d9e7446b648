import { logprobsBody } from '../completion-body.ts'
import type { Fields } from '../shape.ts'
import type { OutputItem } from './output.ts'

// https://developers.openai.com/api/reference/resources/responses/streaming-events

export interface ResponseEvent {
  readonly type: string
  readonly data: string
  readonly tokens: number
}

export interface EventOptions {
  readonly obfuscation: boolean
  /** How many alternatives to name for each token; undefined where no log-probabilities were asked for. */
  readonly logprobs?: number
}

type Step = readonly [type: string, fields: Fields, tokens?: number]

/** The events that a response comes as, each with its number. */
export function* responseEvents(
  body: Fields,
  output: readonly OutputItem[],
  options: EventOptions,
): Generator<ResponseEvent> {
  let sequence = 0
  for (const [type, fields, tokens = 0] of steps(body, output, options)) {
    const padding =
      options.obfuscation && type.endsWith('.delta')
        ? { obfuscation: 'x'.repeat(1 + ((sequence * 7) % 13)) }
        : {}
    const data = JSON.stringify({ type, sequence_number: sequence++, ...fields, ...padding })
    yield { type, data, tokens }
  }
}

function* steps(body: Fields, output: readonly OutputItem[], options: EventOptions): Generator<Step> {
  const started = { ...body, status: 'in_progress', completed_at: null, incomplete_details: null }
  const response = { ...started, output: [], usage: null }
  yield ['response.created', { response }]
  yield ['response.in_progress', { response }]
  for (const [index, one] of output.entries()) yield* itemSteps(one, index, options)
  yield [`response.${String(body['status'])}`, { response: body }]
}

function* itemSteps(
  { item, pieces }: OutputItem,
  output_index: number,
  options: EventOptions,
): Generator<Step> {
  const at = { item_id: item['id'], output_index }
  const begun: Record<string, unknown> = { ...item }
  if ('status' in begun) begun['status'] = 'in_progress'
  switch (item['type']) {
    case 'message':
      yield ['response.output_item.added', { output_index, item: { ...begun, content: [] } }]
      yield* messageSteps((item['content'] as readonly Fields[])[0] ?? {}, pieces, at, options)
      break
    case 'reasoning':
      yield ['response.output_item.added', { output_index, item: { ...begun, summary: [] } }]
      yield* summarySteps(pieces, at)
      break
    case 'function_call':
      yield* callSteps(
        { ...begun, arguments: '' },
        'response.function_call_arguments',
        'arguments',
        pieces,
        at,
      )
      break
    case 'custom_tool_call':
      yield* callSteps({ ...begun, input: '' }, 'response.custom_tool_call_input', 'input', pieces, at)
      break
    default: {
      const { result: _, action: __, ...head } = begun
      yield ['response.output_item.added', { output_index, item: head }]
      yield [`response.${String(item['type'])}.in_progress`, at]
      yield [`response.${String(item['type'])}.completed`, at]
    }
  }
  yield ['response.output_item.done', { output_index, item }]
}

function* messageSteps(
  part: Fields,
  pieces: readonly string[],
  item: Fields,
  options: EventOptions,
): Generator<Step> {
  const at = { ...item, content_index: 0 }
  const refuses = part['type'] === 'refusal'
  const name = refuses ? 'response.refusal' : 'response.output_text'
  const empty = refuses ? { ...part, refusal: '' } : { ...part, text: '', annotations: [], logprobs: [] }
  yield ['response.content_part.added', { ...at, part: empty }]
  for (const piece of pieces) {
    const { content } =
      options.logprobs === undefined
        ? { content: [] }
        : (logprobsBody([piece], options.logprobs) as { content: unknown })
    yield [`${name}.delta`, { ...at, delta: piece, ...(refuses ? {} : { logprobs: content }) }, 1]
  }
  for (const [annotation_index, annotation] of ((part['annotations'] as readonly Fields[]) ?? []).entries()) {
    yield ['response.output_text.annotation.added', { ...at, annotation_index, annotation }]
  }
  const done = refuses ? { refusal: part['refusal'] } : { text: part['text'], logprobs: part['logprobs'] }
  yield [`${name}.done`, { ...at, ...done }]
  yield ['response.content_part.done', { ...at, part }]
}

function* summarySteps(texts: readonly string[], item: Fields): Generator<Step> {
  for (const [summary_index, text] of texts.entries()) {
    const at = { ...item, summary_index }
    const half = Math.ceil(text.length / 2)
    yield ['response.reasoning_summary_part.added', { ...at, part: { type: 'summary_text', text: '' } }]
    for (const delta of [text.slice(0, half), text.slice(half)]) {
      if (delta) yield ['response.reasoning_summary_text.delta', { ...at, delta }]
    }
    yield ['response.reasoning_summary_text.done', { ...at, text }]
    yield ['response.reasoning_summary_part.done', { ...at, part: { type: 'summary_text', text } }]
  }
}

function* callSteps(
  begun: Fields,
  name: string,
  field: string,
  pieces: readonly string[],
  at: Fields & { readonly output_index: number },
): Generator<Step> {
  yield ['response.output_item.added', { output_index: at.output_index, item: begun }, 1]
  for (const delta of pieces) yield [`${name}.delta`, { ...at, delta }, 1]
  yield [`${name}.done`, { ...at, [field]: pieces.join('') }]
}
