import { wishesIn, withoutWishes } from '../openai/behaviour.ts'
import type { UsageTruth } from '../openai/completion.ts'
import { fillSchema } from '../openai/json-schema.ts'
import { countTokens, pieces } from '../openai/tokens.ts'
import { badArgument } from './api-error.ts'
import type { GeminiBehaviour, GeminiCall } from './behaviour.ts'
import { declarationsOf } from './check-generate.ts'
import type { GenerateBody } from './messages.ts'
import type { GeminiModel } from './models.ts'
import { type GeminiPrompt, readGeminiPrompt } from './prompt.ts'
import type { Fields } from './proto.ts'
import { signatureOf } from './signatures.ts'

/** What the simulated model has to say, before it is put into a body or into chunks. */
export interface Generation {
  readonly responseId: string
  readonly model: string
  readonly candidates: readonly GeneratedCandidate[]
  readonly blockReason?: string
  readonly usage: GeminiUsage
}

export interface GeneratedCandidate {
  /** Texts are cut into what is a chunk of a stream each. */
  readonly parts: readonly GeneratedPart[]
  readonly finishReason: string
  readonly rest: object
}

interface GeneratedPart {
  readonly part: Fields
  /** Absent where the part comes whole. */
  readonly pieces?: readonly string[]
  readonly tokens: number
}

export interface GeminiUsage extends UsageTruth {
  readonly audioTokens?: number
  readonly toolUseTokens?: number
}

export function countGeminiPrompt(body: GenerateBody, prompt = readGeminiPrompt(body)): number {
  const tools = body.tools === undefined ? 0 : countTokens(JSON.stringify(body.tools))
  return (
    (body.contents ?? []).length +
    countTokens(prompt.all) +
    prompt.images * 258 +
    prompt.files.length * 258 +
    tools
  )
}

/** Answers a request: the same request, with the same serial number, has always the same answer. */
export function generateAnswer(
  body: GenerateBody,
  model: GeminiModel,
  behaviour: GeminiBehaviour,
  serial: number,
): Generation {
  const prompt = readGeminiPrompt(body)
  const promptTokens = countGeminiPrompt(body, prompt) + (behaviour.audioTokens ?? 0)
  if (promptTokens > model.inputTokens) {
    throw badArgument(
      `The input token count (${promptTokens}) exceeds the maximum number of tokens allowed (${model.inputTokens}).`,
    )
  }
  const config = body.generationConfig ?? {}
  const thinks = thinkingTokens(config, model, behaviour)
  const cap = Number(config['maxOutputTokens'] ?? Number.MAX_SAFE_INTEGER)
  const blocked = behaviour.blockReason !== undefined
  const candidates = blocked
    ? []
    : Array.from({ length: Number(config['candidateCount'] ?? 1) }, (_, index) =>
        candidate(body, model, prompt, behaviour, { serial, index, thinks, cap }),
      )
  const written = candidates.reduce((sum, each) => sum + tokensOf(each), 0)
  const thought = blocked ? 0 : Math.min(thinks, cap)
  return {
    responseId: `sim${serial}`,
    model: model.id,
    candidates,
    ...(behaviour.blockReason === undefined ? {} : { blockReason: behaviour.blockReason }),
    usage: {
      promptTokens,
      cachedTokens: behaviour.cachedTokens ?? 0,
      cacheWriteTokens: 0,
      completionTokens: written + thought,
      reasoningTokens: thought,
      ...(behaviour.audioTokens === undefined ? {} : { audioTokens: behaviour.audioTokens }),
      ...(behaviour.toolUseTokens === undefined ? {} : { toolUseTokens: behaviour.toolUseTokens }),
    },
  }
}

export function tokensOf({ parts }: GeneratedCandidate): number {
  return parts.reduce((sum, { tokens, part }) => sum + (part['thought'] === true ? 0 : tokens), 0)
}

const levelTokens: Readonly<Record<string, number>> = { MINIMAL: 4, LOW: 16, MEDIUM: 64, HIGH: 128 }

function thinkingTokens(config: Fields, model: GeminiModel, behaviour: GeminiBehaviour): number {
  if (behaviour.thoughtsTokens !== undefined) return behaviour.thoughtsTokens
  if (!model.thinking) return 0
  const { thinkingLevel, thinkingBudget } = (config['thinkingConfig'] ?? {}) as Fields
  if (typeof thinkingBudget === 'number' && thinkingBudget >= 0) return Math.min(thinkingBudget, 24)
  return levelTokens[String(thinkingLevel)] ?? (model.thinking.levels ? 32 : 8)
}

interface Place {
  readonly serial: number
  readonly index: number
  readonly thinks: number
  readonly cap: number
}

function candidate(
  body: GenerateBody,
  model: GeminiModel,
  prompt: GeminiPrompt,
  behaviour: GeminiBehaviour,
  place: Place,
): GeneratedCandidate {
  const rest = place.index === 0 ? (behaviour.candidate ?? {}) : {}
  if (behaviour.parts && place.index === 0) {
    const parts = behaviour.parts.map(part => whole(part as Fields))
    return { parts, finishReason: behaviour.finishReason ?? 'STOP', rest }
  }
  const calls = behaviour.functionCalls ?? (behaviour.text === undefined ? callsFor(body, prompt) : [])
  const signature = model.signs && place.thinks > 0 ? { thoughtSignature: signatureOf(place.serial) } : {}
  const spoken = calls.length > 0 ? (behaviour.text ?? '') : (behaviour.text ?? say(body, prompt))
  const text = limited(spoken, body.generationConfig ?? {}, behaviour, place)
  const signed = Object.keys(signature).length > 0 && calls.length === 0
  const parts = [
    ...thoughts(body, behaviour),
    ...(text.pieces.length > 0 ? [{ part: {}, pieces: text.pieces, tokens: text.pieces.length }] : []),
    ...calls.map((call, index) => whole(callPart(call, model, place, index, signature))),
    ...(signed ? [{ part: { text: '', ...signature }, tokens: 0 }] : []),
  ]
  return { parts, finishReason: text.finishReason, rest }
}

function whole(part: Fields): GeneratedPart {
  return { part, tokens: countTokens(JSON.stringify(part['functionCall'] ?? part['text'] ?? '')) }
}

function thoughts(body: GenerateBody, behaviour: GeminiBehaviour): readonly GeneratedPart[] {
  const { includeThoughts } = (body.generationConfig?.['thinkingConfig'] ?? {}) as Fields
  if (includeThoughts !== true) return []
  const cut = pieces(behaviour.thoughts ?? 'Let me think.')
  return [{ part: { thought: true }, pieces: cut, tokens: cut.length }]
}

/** Only the first of several calls is signed. */
function callPart(
  call: GeminiCall,
  model: GeminiModel,
  place: Place,
  index: number,
  signature: object,
): Fields {
  const id = model.callIds ? { id: `call${place.serial}x${place.index}${index}` } : {}
  return { functionCall: { ...id, name: call.name, args: call.args }, ...(index === 0 ? signature : {}) }
}

/** Calls tools when it must, or when the prompt names one or asks for any, and not again once it has results. */
function callsFor(body: GenerateBody, prompt: GeminiPrompt): readonly GeminiCall[] {
  const { mode, allowedFunctionNames } = body.toolConfig?.functionCallingConfig ?? {}
  const allowed = allowedFunctionNames as readonly string[] | undefined
  const usable = declarationsOf(body).filter(tool => allowed?.includes(String(tool['name'])) ?? true)
  if (usable.length === 0 || mode === 'NONE' || prompt.results.length > 0) return []
  const wishes = wishesIn(prompt.last)
  const mentioned = usable.filter(tool => prompt.last.includes(String(tool['name'])))
  if (mode !== 'ANY' && !wishes.has('tools') && mentioned.length === 0) return []
  const many = wishes.has('tools') ? Number(wishes.get('tools') || 1) : Math.max(1, mentioned.length)
  const from = mentioned.length > 0 ? mentioned : usable
  return Array.from({ length: many }, (_, index) => from[index % from.length] as Fields).map(tool => ({
    name: String(tool['name']),
    args: fillSchema(lowerTypes(tool['parametersJsonSchema'] ?? tool['parameters'])) as object,
  }))
}

/** The vendor's own schemas have their types in upper case. */
function lowerTypes(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema ?? {}), (key, value: unknown) =>
    key === 'type' && typeof value === 'string' ? value.toLowerCase() : value,
  )
}

function say(body: GenerateBody, prompt: GeminiPrompt): string {
  const { responseMimeType, responseSchema, responseJsonSchema } = body.generationConfig ?? {}
  const schema = responseJsonSchema ?? responseSchema
  if (schema !== undefined) return JSON.stringify(fillSchema(lowerTypes(schema)))
  const text = withoutWishes(prompt.last)
  if (responseMimeType === 'application/json') return JSON.stringify({ said: text })
  if (prompt.results.length > 0) return `The tool says: ${prompt.results.join('; ')}`
  const seen = [
    ...(prompt.images > 0 ? [`${prompt.images} image(s) of ${prompt.inlineBytes} inline bytes`] : []),
    ...(prompt.files.length > 0 ? [`the file(s) ${prompt.files.join(', ')}`] : []),
  ]
  return seen.length > 0 ? `I see ${seen.join(' and ')}. You said: ${text}` : `You said: ${text}`
}

function limited(
  text: string,
  config: Fields,
  behaviour: GeminiBehaviour,
  { thinks, cap }: Place,
): { readonly pieces: readonly string[]; readonly finishReason: string } {
  const words = (config['stopSequences'] ?? []) as readonly string[]
  const at = words.map(word => text.indexOf(word)).filter(index => index >= 0)
  const cut = pieces(at.length === 0 ? text : text.slice(0, Math.min(...at)))
  if (cut.length > cap - thinks) {
    return { pieces: cut.slice(0, Math.max(0, cap - thinks)), finishReason: 'MAX_TOKENS' }
  }
  const { finishReason = 'STOP' } = behaviour
  return { pieces: finishReason === 'STOP' ? cut : cut.slice(0, Math.ceil(cut.length / 2)), finishReason }
}
