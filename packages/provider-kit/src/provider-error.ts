import {
  type FailedAnswer,
  LucidError,
  type LucidErrorOptions,
  type UpstreamFacts,
} from '@lucid-gateway/core'
import { type ErrorBody, readErrorBody } from './error-body.ts'
import {
  commonWords,
  type ErrorMeaning,
  type ErrorWords,
  meaningOfStatus,
  refused,
  widerWords,
} from './error-meaning.ts'
import { retryAfter } from './retry-after.ts'

/** The error that an answer with a status of 400 or above stands for. Fits `HttpRequest.error`. */
export function readProviderError(answer: FailedAnswer, words?: ErrorWords, now?: number): LucidError {
  const body = readErrorBody(answer.text)
  const requestId = requestIdOf(answer.headers) ?? body.requestId
  const wait = retryAfter(answer.headers, now)
  return errorFromStatus(
    answer.status,
    {
      ...body,
      ...(requestId === undefined ? {} : { requestId }),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    },
    words,
  )
}

/** What is known of a failure, beside its status. */
export interface ErrorFacts extends ErrorBody {
  readonly retryAfterMs?: number
}

/** The error for a status and what the vendor said with it. Use 200 for an error that came in a good answer. */
export function errorFromStatus(status: number, facts: ErrorFacts, words: ErrorWords = {}): LucidError {
  const { code, ...meaning } = whole(meaningOf(status, facts, words))
  const hint = hints[code]
  const upstream: UpstreamFacts = {
    status,
    ...(facts.code === undefined ? {} : { code: facts.code }),
    ...(facts.type === undefined ? {} : { type: facts.type }),
    ...(facts.param === undefined ? {} : { param: facts.param }),
    ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
  }
  // Vendors quote a part of a refused key, and whose key it was is not for every caller to see.
  const hidden = code === 'auth'
  const said = hidden ? "The provider refused the account's credentials." : facts.message
  return new LucidError(code, said || `The provider answered with status ${status}.`, {
    ...(hint === undefined ? {} : { hint }),
    ...meaning,
    upstream,
    ...(facts.param === undefined ? {} : { param: facts.param }),
    ...(waits.has(code) && facts.retryAfterMs !== undefined ? { retryAfterMs: facts.retryAfterMs } : {}),
    ...(hidden && facts.message ? { cause: new Error(facts.message) } : {}),
  })
}

const hints: Readonly<Partial<Record<LucidError['code'], string>>> = {
  auth: "Check the account's credentials.",
  permission: "Check what the account's credentials may do.",
  quota: 'Add credit to the account at the provider, or raise its limit there.',
  rate_limit: 'Wait, or give the route a second target.',
  overloaded: 'Wait, or give the route a second target.',
  context_length: 'Shorten the input, or use a model with a longer context.',
  content_filter: "Change what goes against the provider's policy.",
  not_found: "Check the model's name, and that the account may use it.",
}

const waits: ReadonlySet<string> = new Set(['rate_limit', 'overloaded', 'upstream', 'conflict', 'quota'])

function meaningOf(status: number, facts: ErrorFacts, words: ErrorWords): ErrorMeaning {
  const keys = [facts.code, facts.type].filter(key => key !== undefined)
  const good = status < 400
  for (const table of good ? [words, commonWords, widerWords] : [words, commonWords]) {
    for (const key of keys) if (Object.hasOwn(table, key)) return table[key] as ErrorMeaning
  }
  if (good) return /^[45]\d\d$/.test(facts.code ?? '') ? meaningOfStatus(Number(facts.code)) : 'upstream'
  if (Object.hasOwn(words, String(status))) return words[String(status)] as ErrorMeaning
  // A missing path is answered by a server that knows nothing of models, and not in JSON.
  if (status === 404 && facts.json === undefined) {
    return { code: 'upstream', reason: 'unknown_path', hint: "Check the account's base URL." }
  }
  return meaningOfStatus(status)
}

function whole(meaning: ErrorMeaning): { readonly code: LucidError['code'] } & LucidErrorOptions {
  const told = typeof meaning === 'string' ? { code: meaning } : meaning
  return told.code === 'auth' || told.code === 'permission' ? { ...refused, ...told } : told
}

const requestIds = ['x-request-id', 'request-id', 'x-amzn-requestid', 'apim-request-id', 'cf-ray']

function requestIdOf(headers: FailedAnswer['headers']): string | undefined {
  const name = requestIds.find(one => headers[one] !== undefined)
  return name === undefined ? undefined : headers[name]
}
