import { type Behaviour, type ScriptedToolCall, wishesIn, withoutWishes } from './behaviour.ts'
import { ApiError } from './api-error.ts'
import { type ChatBody, effortOf } from './check-chat.ts'
import { chosenNames } from './check-tools.ts'
import { fillSchema } from './json-schema.ts'
import type { SimulatedModel } from './models.ts'
import { type Prompt, readPrompt } from './prompt.ts'
import { type Fields, isFields } from './shape.ts'
import { countTokens, pieces } from './tokens.ts'

/** What the simulated model has to say, before it is put into a body or into chunks. */
export interface Completion {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly choices: readonly Choice[]
  readonly usage: UsageTruth
}

export interface Choice {
  readonly text: readonly string[]
  readonly refusal: readonly string[]
  readonly toolCalls: readonly {
    readonly id: string
    readonly name: string
    readonly pieces: readonly string[]
  }[]
  readonly finish: 'stop' | 'length' | 'tool_calls' | 'content_filter'
  readonly citations: readonly { readonly url: string; readonly title: string }[]
}

/** What the simulated vendor would bill. */
export interface UsageTruth {
  readonly promptTokens: number
  readonly cachedTokens: number
  readonly cacheWriteTokens: number
  /** With the reasoning. */
  readonly completionTokens: number
  readonly reasoningTokens: number
}

const effortTokens: Readonly<Record<string, number>> = {
  minimal: 8,
  low: 32,
  medium: 64,
  high: 128,
  xhigh: 256,
  max: 512,
}

/** Answers a request: the same request, with the same serial number, has always the same answer. */
export function complete(
  body: ChatBody,
  model: SimulatedModel,
  behaviour: Behaviour,
  serial: number,
): Completion {
  const prompt = readPrompt(body.messages)
  const promptTokens = countPrompt(body, prompt)
  if (promptTokens > model.contextTokens) {
    const message = `This model's maximum context length is ${model.contextTokens} tokens. However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`
    throw new ApiError(400, message, { param: 'messages', code: 'context_length_exceeded' })
  }
  const reasoningTokens = behaviour.reasoningTokens ?? effortTokens[effortOf(body, model) ?? ''] ?? 0
  const cap = Number(body['max_completion_tokens'] ?? body['max_tokens'] ?? Number.MAX_SAFE_INTEGER)
  const choices = Array.from({ length: body.n ?? 1 }, (_, index) =>
    limited(choose(body, prompt, behaviour, `${serial}_${index}`), cap - reasoningTokens, body['stop']),
  )
  return {
    id: `chatcmpl-sim${serial}`,
    created: 1_790_000_000 + serial,
    model: model.served,
    choices,
    usage: {
      promptTokens,
      cachedTokens: behaviour.cachedTokens ?? 0,
      cacheWriteTokens: behaviour.cacheWriteTokens ?? 0,
      completionTokens: choices.reduce(
        (sum, choice) => sum + tokensOf(choice) + Math.min(reasoningTokens, cap),
        0,
      ),
      reasoningTokens: choices.length * Math.min(reasoningTokens, cap),
    },
  }
}

export function tokensOf(choice: Choice): number {
  const called = choice.toolCalls.reduce((sum, call) => sum + 1 + call.pieces.length, 0)
  return choice.text.length + choice.refusal.length + called
}

function countPrompt(body: ChatBody, prompt: Prompt): number {
  const tools = body['tools'] === undefined ? 0 : countTokens(JSON.stringify(body['tools']))
  return 3 + body.messages.length * 4 + countTokens(prompt.all) + prompt.images * 85 + tools
}

function choose(body: ChatBody, prompt: Prompt, behaviour: Behaviour, serial: string): Choice {
  const calls =
    (behaviour.toolCalls ?? (behaviour.text ?? behaviour.refusal) === undefined)
      ? toolCalls(body, prompt, behaviour)
      : []
  const refusal = behaviour.refusal ?? ''
  const text = refusal || calls.length > 0 ? (behaviour.text ?? '') : (behaviour.text ?? say(body, prompt))
  return {
    text: pieces(text),
    refusal: pieces(refusal),
    toolCalls: calls.map((call, index) => ({
      id: `call_sim${serial}_${index}`,
      name: call.name,
      pieces: pieces(call.arguments),
    })),
    finish: behaviour.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop'),
    citations: behaviour.citations ?? [],
  }
}

/** Calls tools when it must, or when the prompt names one or asks for any, and not again once it has results. */
function toolCalls(body: ChatBody, prompt: Prompt, behaviour: Behaviour): readonly ScriptedToolCall[] {
  if (behaviour.toolCalls) return behaviour.toolCalls
  const choice = body['tool_choice'] ?? 'auto'
  const functions = ((body['tools'] as readonly Fields[] | undefined) ?? []).flatMap(tool =>
    isFields(tool['function']) ? [tool['function']] : [],
  )
  const named = chosenNames(choice)
  const usable = named.length > 0 ? functions.filter(tool => named.includes(String(tool['name']))) : functions
  if (usable.length === 0 || choice === 'none' || prompt.toolResults.length > 0) return []
  const wishes = wishesIn(prompt.last)
  const mentioned = usable.filter(tool => prompt.last.includes(String(tool['name'])))
  const must = choice === 'required' || (isFields(choice) && modeOf(choice) === 'required')
  if (!must && !wishes.has('tools') && mentioned.length === 0) return []
  const wanted = wishes.has('tools') ? Number(wishes.get('tools') || 1) : Math.max(1, mentioned.length)
  const many = body['parallel_tool_calls'] === false ? 1 : wanted
  const from = mentioned.length > 0 ? mentioned : usable
  return Array.from({ length: many }, (_, index) => from[index % from.length] as Fields).map(tool => ({
    name: String(tool['name']),
    arguments: JSON.stringify(fillSchema(tool['parameters'])),
  }))
}

function modeOf(choice: Fields): string {
  return isFields(choice['allowed_tools']) ? String(choice['allowed_tools']['mode']) : 'required'
}

function say(body: ChatBody, prompt: Prompt): string {
  const format = body['response_format'] as Fields | undefined
  if (format?.['type'] === 'json_schema')
    return JSON.stringify(fillSchema((format['json_schema'] as Fields)['schema']))
  const text = withoutWishes(prompt.last)
  if (format?.['type'] === 'json_object') return JSON.stringify({ said: text })
  if (prompt.toolResults.length > 0) return `The tool says: ${prompt.toolResults.join('; ')}`
  const seen = [
    ...(prompt.images > 0 ? [`${prompt.images} image(s) of ${prompt.imageBytes} inline bytes`] : []),
    ...(prompt.files.length > 0 ? [`the file(s) ${prompt.files.join(', ')}`] : []),
  ]
  return seen.length > 0 ? `I see ${seen.join(' and ')}. You said: ${text}` : `You said: ${text}`
}

function limited(choice: Choice, cap: number, stop: unknown): Choice {
  const stopped = beforeStop(choice, stop)
  if (tokensOf(stopped) > cap) {
    const text = stopped.text.slice(0, Math.max(0, cap))
    return { ...stopped, text, refusal: [], toolCalls: [], finish: 'length' }
  }
  if (choice.finish === 'length' || choice.finish === 'content_filter') {
    return { ...stopped, text: stopped.text.slice(0, Math.ceil(stopped.text.length / 2)) }
  }
  return stopped
}

function beforeStop(choice: Choice, stop: unknown): Choice {
  const words = typeof stop === 'string' ? [stop] : Array.isArray(stop) ? (stop as string[]) : []
  const text = choice.text.join('')
  const at = words.map(word => text.indexOf(word)).filter(index => index >= 0)
  return at.length === 0 ? choice : { ...choice, text: pieces(text.slice(0, Math.min(...at))) }
}
