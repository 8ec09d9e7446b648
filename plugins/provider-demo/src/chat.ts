import {
  type Attempt,
  type ChatPart,
  type ChatRequest,
  knownUsage,
  LucidError,
  type Usage,
} from '@lucid-gateway/core'
import { inputTokens } from './answer/input-tokens.ts'
import { allowanceOf, untilStop } from './answer/limits.ts'
import { paceOf } from './answer/pace.ts'
import { type Reply, replyTo } from './answer/reply.ts'
import { hash } from './chance/random.ts'
import { cardOf } from './models.ts'
import { countTokens, piecesOf } from './words/tokens.ts'

/** A stream says what it has used so far after so many pieces, so that one that is cut off is counted too. */
const piecesPerUsage = 8

/** Settings that change nothing here, because the demo always gives the same answer. */
const withoutEffect = [
  'temperature',
  'topP',
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'seed',
  'logprobs',
  'verbosity',
] as const

export async function* streamChat(request: ChatRequest, attempt: Attempt<unknown>): AsyncGenerator<ChatPart> {
  const card = cardOf(attempt.model, 'chat')
  const input = inputTokens(request)
  refuseTooLong(input, card.limits?.contextTokens ?? Infinity)
  const reply = replyTo(request)
  const rate = card.quirks?.['wordsPerSecond']
  const pace = typeof rate === 'number' ? paceOf(rate, attempt.signal) : undefined
  const most = Math.min(request.maxOutputTokens ?? Infinity, card.limits?.outputTokens ?? Infinity)

  yield {
    type: 'start',
    id: `demo-${hash(attempt.callId).toString(36)}`,
    model: attempt.model,
    metadata: { demo: true },
  }
  yield* warningsFor(request, reply)
  const tally: Tally = { output: 0, reasoning: 0, pieces: 0 }
  yield { type: 'usage', usage: usageOf(input, tally) }
  for (let choice = 0; choice < (request.candidates ?? 1); choice += 1) {
    for (const part of answerParts(reply, request, choice, most)) {
      if (part.type.endsWith('-delta')) {
        if (pace) await pace.next()
        else attempt.signal.throwIfAborted()
      }
      count(part, tally)
      yield part
      if (tally.pieces === piecesPerUsage) {
        tally.pieces = 0
        yield { type: 'usage', usage: usageOf(input, tally) }
      }
    }
  }
  yield { type: 'usage', usage: usageOf(input, tally) }
}

interface Tally {
  output: number
  reasoning: number
  pieces: number
}

function usageOf(input: number, { output, reasoning }: Tally): Usage {
  return knownUsage({ input, output, ...(reasoning > 0 ? { reasoning } : {}) })
}

function count(part: ChatPart, tally: Tally): void {
  if (part.type === 'reasoning-delta') tally.reasoning += countTokens(part.text)
  else if (part.type === 'text-delta') tally.output += countTokens(part.text)
  else if (part.type === 'tool-call-start') tally.output += countTokens(part.name)
  else if (part.type === 'tool-call-delta') tally.output += countTokens(part.input)
  else return
  tally.pieces += 1
}

/** The parts of one answer, cut at the stop sequences and at the number of tokens allowed. */
function* answerParts(reply: Reply, request: ChatRequest, choice: number, most: number): Generator<ChatPart> {
  const allowance = allowanceOf(most)
  const of = choice === 0 ? {} : { choice }
  if (reply.reasoning) {
    const budget = request.reasoning?.budgetTokens ?? Infinity
    yield* block('reasoning', `r${choice}`, of, allowance.take(allowanceOf(budget).take(reply.reasoning)))
  }
  const text = untilStop(reply.text, request.stop)
  if (text && !allowance.exhausted) yield* block('text', `t${choice}`, of, allowance.take(text))
  for (const call of reply.calls) {
    if (allowance.exhausted) break
    const id = choice === 0 ? call.id : `${call.id}_${choice}`
    yield { type: 'tool-call-start', id, name: call.name, ...of }
    allowance.take(call.name)
    for (const input of piecesOf(allowance.take(call.input)))
      yield { type: 'tool-call-delta', id, input, ...of }
    yield { type: 'tool-call-end', id, ...of }
  }
  const unified = allowance.exhausted ? 'length' : reply.calls.length > 0 ? 'tool-calls' : 'stop'
  yield { type: 'finish', finish: { unified, raw: unified }, ...of }
}

function* block(
  kind: 'text' | 'reasoning',
  id: string,
  of: { choice?: number },
  text: string,
): Generator<ChatPart> {
  yield { type: `${kind}-start`, id, ...of }
  for (const piece of piecesOf(text)) yield { type: `${kind}-delta`, id, text: piece, ...of }
  yield { type: `${kind}-end`, id, ...of }
}

function* warningsFor(request: ChatRequest, reply: Reply): Generator<ChatPart> {
  for (const field of withoutEffect) {
    if (request[field] === undefined) continue
    yield {
      type: 'warning',
      warning: {
        type: 'dropped',
        field,
        message: 'The demo always gives the same answer, so this has no effect.',
      },
    }
  }
  for (const [at, tool] of (request.tools ?? []).entries()) {
    if (tool.type === 'function') continue
    const message = `The demo runs no tools of its own, so "${tool.name}" is not there.`
    yield { type: 'warning', warning: { type: 'dropped', field: `tools[${at}]`, message } }
  }
  for (const warning of reply.warnings) yield { type: 'warning', warning }
}

function refuseTooLong(tokens: number, most: number): void {
  if (tokens <= most) return
  throw new LucidError(
    'context_length',
    `The messages have ${tokens} tokens, and the demo reads at most ${most}.`,
    {
      param: 'messages',
      hint: 'Send fewer or shorter messages.',
      details: { tokens, most },
    },
  )
}
