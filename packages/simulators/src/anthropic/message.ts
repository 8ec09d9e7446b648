import { withoutWishes, wishesIn } from '../openai/behaviour.ts'
import type { UsageTruth } from '../openai/completion.ts'
import { fillSchema } from '../openai/json-schema.ts'
import { countTokens, pieces } from '../openai/tokens.ts'
import { invalidRequest } from './api-error.ts'
import type { AnthropicBehaviour, AnthropicCall } from './behaviour.ts'
import { signatureStart } from './check-content.ts'
import type { MessagesBody } from './check-request.ts'
import type { SimulatedClaude } from './models.ts'
import { type ClaudePrompt, readPrompt } from './prompt.ts'
import { sealed } from './seal.ts'
import { type Fields, isFields } from './shape.ts'

/** What the simulated model has to say, before it is put into a body or into events. */
export interface ClaudeMessage {
  readonly id: string
  readonly model: string
  readonly blocks: readonly SaidBlock[]
  readonly stopReason: string
  readonly stopSequence: string | null
  readonly stopDetails: object | null
  readonly usage: ClaudeUsage
}

/** A block of content: as it begins in a stream, and the deltas that make it whole. */
export interface SaidBlock {
  readonly start: Fields
  readonly deltas: readonly Fields[]
  readonly whole: Fields
}

export interface ClaudeUsage extends UsageTruth {
  readonly hourCacheTokens: number
  readonly searches: number
}

const effortTokens: Readonly<Record<string, number>> = {
  low: 32,
  medium: 64,
  high: 128,
  xhigh: 256,
  max: 512,
}

/** Counts what is sent in. https://platform.claude.com/docs/en/build-with-claude/token-counting */
export function countInput(body: Fields): number {
  const prompt = readPrompt(body)
  const tools = body['tools'] === undefined ? 0 : countTokens(canonical(body['tools']))
  const messages = (body['messages'] as readonly unknown[]).length
  return (
    3 + messages * 4 + countTokens(prompt.all) + prompt.images * 85 + prompt.documents.length * 200 + tools
  )
}

/** JSON whose fields are in one order: what is counted does not depend on how it was written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isFields(each) ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1))) : each,
  )
}

/** Answers a request: the same request, with the same serial number, has always the same answer. */
export function converse(
  body: MessagesBody,
  model: SimulatedClaude,
  behaviour: AnthropicBehaviour,
  serial: number,
): ClaudeMessage {
  const prompt = readPrompt(body)
  const promptTokens = countInput(body)
  if (promptTokens > model.inputTokens)
    throw invalidRequest(`prompt is too long: ${promptTokens} tokens > ${model.inputTokens} maximum`)
  const reasoningTokens = Math.min(thinkingTokens(body, model, behaviour), body.max_tokens)
  const thought = reasoningTokens > 0 ? [think(body, model, behaviour)] : []
  const said = speak(body, prompt, behaviour, serial)
  const limited = limit(said, body, body.max_tokens - reasoningTokens, behaviour)
  const refused = behaviour.refusal !== undefined
  return {
    id: `msg_sim${serial}`,
    model: model.served,
    blocks: refused ? [] : [...thought, ...limited.blocks],
    stopReason: refused ? 'refusal' : limited.stopReason,
    stopSequence: limited.stopSequence,
    stopDetails: refused ? { type: 'refusal', category: 'cyber', explanation: behaviour.refusal } : null,
    usage: {
      promptTokens,
      cachedTokens: behaviour.cacheReadTokens ?? 0,
      cacheWriteTokens: (behaviour.cacheWriteTokens ?? 0) + (behaviour.hourCacheTokens ?? 0),
      hourCacheTokens: behaviour.hourCacheTokens ?? 0,
      completionTokens: refused ? 1 : reasoningTokens + tokensOf(limited.blocks),
      reasoningTokens: refused ? 0 : reasoningTokens,
      searches: limited.blocks.filter(block => block.whole['type'] === 'server_tool_use').length,
    },
  }
}

export function tokensOf(blocks: readonly SaidBlock[]): number {
  return blocks.reduce((sum, block) => sum + Math.max(1, block.deltas.length), 0)
}

function thinkingTokens(body: Fields, model: SimulatedClaude, behaviour: AnthropicBehaviour): number {
  const config = body['thinking'] as Fields | undefined
  const thinks = config ? config['type'] !== 'disabled' : model.thinksUnasked
  if (!thinks) return 0
  const effort = (body['output_config'] as Fields | undefined)?.['effort'] as string | undefined
  return behaviour.thinkingTokens ?? effortTokens[effort ?? ''] ?? 64
}

function think(body: Fields, model: SimulatedClaude, behaviour: AnthropicBehaviour): SaidBlock {
  const thought = 'Let me think about that.'
  const signature = signatureStart + sealed(thought)
  if (behaviour.redacted) {
    const whole = { type: 'redacted_thinking', data: signature }
    return { start: whole, deltas: [], whole }
  }
  const display = (body['thinking'] as Fields | undefined)?.['display']
  const shown = display === undefined || display === null ? model.shows : display === 'summarized'
  const deltas = shown ? pieces(thought).map(thinking => ({ type: 'thinking_delta', thinking })) : []
  return {
    start: { type: 'thinking', thinking: '', signature: '' },
    deltas: [...deltas, { type: 'signature_delta', signature }],
    whole: { type: 'thinking', thinking: shown ? thought : '', signature },
  }
}

function speak(
  body: MessagesBody,
  prompt: ClaudePrompt,
  behaviour: AnthropicBehaviour,
  serial: number,
): readonly SaidBlock[] {
  const given = (behaviour.blocks ?? []).map(block => ({
    start: block as Fields,
    deltas: [],
    whole: block as Fields,
  }))
  const calls = behaviour.toolCalls ?? (behaviour.text === undefined ? chosenCalls(body, prompt) : [])
  const found = behaviour.search ? search(serial) : []
  const text = behaviour.text ?? (calls.length > 0 ? '' : say(body, prompt))
  return [
    ...given,
    ...found.slice(0, 2),
    ...(text === '' ? [] : [textBlock(text)]),
    ...found.slice(2),
    ...calls.map((call, index) => callBlock(call, `toolu_sim${serial}_${index}`)),
  ]
}

function textBlock(text: string, citation?: Fields): SaidBlock {
  const start = { type: 'text', text: '', citations: null }
  const cited = citation ? [{ type: 'citations_delta', citation }] : []
  return {
    start,
    deltas: [...cited, ...pieces(text).map(piece => ({ type: 'text_delta', text: piece }))],
    whole: { type: 'text', text, citations: citation ? [citation] : null },
  }
}

function callBlock({ name, input }: AnthropicCall, id: string, type = 'tool_use'): SaidBlock {
  const caller = { type: 'direct' }
  const json = JSON.stringify(input)
  const fragments = ['', ...(json === '{}' ? [] : pieces(json))]
  return {
    start: { type, id, name, input: {}, caller },
    deltas: fragments.map(partial_json => ({ type: 'input_json_delta', partial_json })),
    whole: { type, id, name, input, caller },
  }
}

/** A search by the vendor's own tool, what it found, and a text that rests on it. */
function search(serial: number): readonly SaidBlock[] {
  const id = `srvtoolu_sim${serial}`
  const url = 'https://example.com/a'
  const found = {
    type: 'web_search_result',
    url,
    title: 'A page',
    encrypted_content: sealed(url),
    page_age: null,
  }
  const result = {
    type: 'web_search_tool_result',
    tool_use_id: id,
    caller: { type: 'direct' },
    content: [found],
  }
  return [
    callBlock({ name: 'web_search', input: { query: 'a page' } }, id, 'server_tool_use'),
    { start: result, deltas: [], whole: result },
    textBlock(' As a page says.', {
      type: 'web_search_result_location',
      url,
      title: 'A page',
      cited_text: 'It says so.',
      encrypted_index: sealed(url),
    }),
  ]
}

/** Calls tools when it must, or when the prompt names one or asks for any, and not again once it has results. */
function chosenCalls(body: Fields, prompt: ClaudePrompt): readonly AnthropicCall[] {
  const choice = body['tool_choice'] as Fields | undefined
  const own = ((body['tools'] as readonly Fields[] | undefined) ?? []).filter(tool =>
    isFields(tool['input_schema']),
  )
  const usable = choice?.['type'] === 'tool' ? own.filter(tool => tool['name'] === choice['name']) : own
  if (usable.length === 0 || choice?.['type'] === 'none' || prompt.toolResults.length > 0) return []
  const wishes = wishesIn(prompt.last)
  const mentioned = usable.filter(tool => prompt.last.includes(String(tool['name'])))
  const must = choice?.['type'] === 'any' || choice?.['type'] === 'tool'
  if (!must && !wishes.has('tools') && mentioned.length === 0) return []
  const wanted = wishes.has('tools') ? Number(wishes.get('tools') || 1) : Math.max(1, mentioned.length)
  const many = choice?.['disable_parallel_tool_use'] === true ? 1 : wanted
  const from = mentioned.length > 0 ? mentioned : usable
  return Array.from({ length: many }, (_, index) => from[index % from.length] as Fields).map(tool => ({
    name: String(tool['name']),
    input: fillSchema(tool['input_schema']) as object,
  }))
}

function say(body: Fields, prompt: ClaudePrompt): string {
  const format = (body['output_config'] as Fields | undefined)?.['format']
  if (isFields(format)) return JSON.stringify(fillSchema(format['schema']))
  const text = withoutWishes(prompt.last)
  if (prompt.toolResults.length > 0) return `The tool says: ${prompt.toolResults.join('; ')}`
  const seen = [
    ...(prompt.images > 0 ? [`${prompt.images} image(s) of ${prompt.imageBytes} inline bytes`] : []),
    ...(prompt.documents.length > 0 ? [`the document(s) ${prompt.documents.join(', ')}`] : []),
  ]
  return seen.length > 0 ? `I see ${seen.join(' and ')}. You said: ${text}` : `You said: ${text}`
}

interface Limited {
  readonly blocks: readonly SaidBlock[]
  readonly stopReason: string
  readonly stopSequence: string | null
}

function limit(
  said: readonly SaidBlock[],
  body: MessagesBody,
  cap: number,
  behaviour: AnthropicBehaviour,
): Limited {
  const calls = said.some(block => block.whole['type'] === 'tool_use')
  const text = said.find(block => block.whole['type'] === 'text')
  const words = String(text?.whole['text'] ?? '')
  const stops = (body['stop_sequences'] as readonly string[] | undefined) ?? []
  const stop = stops.find(sequence => words.includes(sequence))
  if (text && stop !== undefined)
    return {
      blocks: [textBlock(words.slice(0, words.indexOf(stop)))],
      stopReason: 'stop_sequence',
      stopSequence: stop,
    }
  if (tokensOf(said) > cap || behaviour.stopReason === 'max_tokens') {
    const kept = Math.min(Math.max(0, cap), Math.ceil(pieces(words).length / 2))
    const blocks = kept === 0 ? [] : [textBlock(pieces(words).slice(0, kept).join(''))]
    return { blocks, stopReason: 'max_tokens', stopSequence: null }
  }
  const stopReason = behaviour.stopReason ?? (calls ? 'tool_use' : 'end_turn')
  return { blocks: said, stopReason, stopSequence: null }
}
