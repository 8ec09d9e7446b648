import type { GeneratedCandidate, GeminiUsage, Generation } from './generation.ts'
import type { Fields } from './proto.ts'

// https://ai.google.dev/api/generate-content#generatecontentresponse

export interface ResponseOptions {
  /** How many alternatives to name for each token; undefined where no log-probabilities were asked for. */
  readonly logprobs?: number
}

/** One event of a stream, and how many tokens of the answer are in it. */
export interface GeminiChunk {
  readonly body: object
  readonly tokens: number
  readonly what: 'content' | 'finish'
}

export function responseBody(generation: Generation, options: ResponseOptions): object {
  if (generation.blockReason !== undefined) return blockedBody(generation)
  return {
    candidates: generation.candidates.map((candidate, index) => candidateBody(candidate, index, options)),
    usageMetadata: usageBody(generation.usage, generation.usage.completionTokens),
    ...headOf(generation),
  }
}

function headOf({ model, responseId }: Generation): object {
  return { modelVersion: model, responseId }
}

function blockedBody(generation: Generation): object {
  return {
    promptFeedback: { blockReason: generation.blockReason },
    usageMetadata: usageBody(generation.usage, 0),
    ...headOf(generation),
  }
}

function candidateBody(candidate: GeneratedCandidate, index: number, options: ResponseOptions): object {
  const { parts, finishReason, rest } = candidate
  const spoken = parts.flatMap(({ part, pieces = [] }) => (part['thought'] === true ? [] : pieces))
  return {
    content: {
      parts: parts.map(({ part, pieces }) => (pieces ? { text: pieces.join(''), ...part } : part)),
      role: 'model',
    },
    finishReason,
    index,
    ...rest,
    ...(options.logprobs === undefined ? {} : { logprobsResult: logprobsBody(spoken, options.logprobs) }),
  }
}

function logprobsBody(tokens: readonly string[], top: number): object {
  return {
    topCandidates: tokens.map(token => ({
      candidates: Array.from({ length: top }, (_, rank) => ({
        token: rank === 0 ? token : `${token}${rank}`,
        tokenId: 100 + rank,
        logProbability: -0.125 * (rank + 1),
      })),
    })),
    chosenCandidates: tokens.map(token => ({ token, tokenId: 100, logProbability: -0.125 })),
  }
}

/** Counts of 0 are left out, as the vendor's encoding does. `written` is what was written so far, thoughts included. */
function usageBody(usage: GeminiUsage, written: number): object {
  const thoughts = Math.min(usage.reasoningTokens, written)
  const candidates = written - thoughts
  const { promptTokens, cachedTokens, audioTokens, toolUseTokens = 0 } = usage
  return {
    promptTokenCount: promptTokens,
    ...(cachedTokens > 0 ? { cachedContentTokenCount: cachedTokens } : {}),
    ...(candidates > 0 ? { candidatesTokenCount: candidates } : {}),
    ...(toolUseTokens > 0 ? { toolUsePromptTokenCount: toolUseTokens } : {}),
    ...(thoughts > 0 ? { thoughtsTokenCount: thoughts } : {}),
    totalTokenCount: promptTokens + toolUseTokens + written,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: promptTokens - (audioTokens ?? 0) },
      ...(audioTokens === undefined ? [] : [{ modality: 'AUDIO', tokenCount: audioTokens }]),
    ],
  }
}

/** Each chunk is an answer with what is new of its parts, and all that was used so far; several candidates take turns. */
export function* responseChunks(generation: Generation, options: ResponseOptions): Generator<GeminiChunk> {
  if (generation.blockReason !== undefined) {
    yield { body: blockedBody(generation), tokens: 0, what: 'finish' }
    return
  }
  const { usage } = generation
  let written = usage.reasoningTokens
  const streams = generation.candidates.map((candidate, index) => candidateChunks(candidate, index, options))
  const body = (candidate: object): object => ({
    candidates: [candidate],
    usageMetadata: usageBody(usage, written),
    ...headOf(generation),
  })
  while (streams.length > 0) {
    for (const stream of [...streams]) {
      const next = stream.next()
      if (next.done) streams.splice(streams.indexOf(stream), 1)
      else {
        written += next.value.tokens
        yield { ...next.value, body: body(next.value.body) }
      }
    }
  }
}

function* candidateChunks(
  candidate: GeneratedCandidate,
  index: number,
  options: ResponseOptions,
): Generator<GeminiChunk> {
  const chunk = (part: Fields, tokens: number, rest: object = {}): GeminiChunk => ({
    body: { content: { parts: [part], role: 'model' }, index, ...rest },
    tokens,
    what: 'content',
  })
  const last = candidate.parts.at(-1)
  const signed = last && last.part['text'] === '' ? last : undefined
  for (const each of candidate.parts) {
    if (each === signed) continue
    const { part, pieces, tokens } = each
    const thought = part['thought'] === true
    for (const piece of pieces ?? []) {
      const told =
        thought || options.logprobs === undefined
          ? {}
          : { logprobsResult: logprobsBody([piece], options.logprobs) }
      yield chunk({ text: piece, ...part }, thought ? 0 : 1, told)
    }
    if (!pieces) yield chunk(part, thought ? 0 : tokens)
  }
  const end = chunk(signed?.part ?? { text: '' }, 0, {
    finishReason: candidate.finishReason,
    ...candidate.rest,
  })
  yield { ...end, what: 'finish' }
}
