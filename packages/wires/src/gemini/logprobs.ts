import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { listOf } from './fields.ts'

/**
 * Reads https://ai.google.dev/api/generate-content#LogprobsResult, two lists side by side, into one list of tokens,
 * each with the others that might have stood there.
 */
export function readLogprobs(result: JsonValue | undefined): readonly JsonValue[] | undefined {
  if (!isObject(result)) return undefined
  const chosen = listOf(result.chosenCandidates).filter(isObject)
  if (chosen.length === 0) return undefined
  const tops = listOf(result.topCandidates)
  return chosen.map((token, index) => {
    const top = tops[index]
    const others = isObject(top) ? listOf(top.candidates).filter(isObject).map(readToken) : []
    return { ...readToken(token), top_logprobs: others }
  })
}

function readToken({ token, logProbability, tokenId }: JsonObject): JsonObject {
  return {
    token: token ?? '',
    logprob: logProbability ?? 0,
    ...(tokenId === undefined ? {} : { token_id: tokenId }),
  }
}

export function writeLogprobs(logprobs: JsonValue): JsonObject {
  const tokens = listOf(logprobs).filter(isObject)
  return {
    topCandidates: tokens.map(token => ({
      candidates: listOf(token.top_logprobs).filter(isObject).map(writeToken),
    })),
    chosenCandidates: tokens.map(writeToken),
  }
}

function writeToken({ token, logprob, token_id }: JsonObject): JsonObject {
  const written: JsonDraft = { token, logProbability: logprob }
  put(written, 'tokenId', token_id)
  return written
}
