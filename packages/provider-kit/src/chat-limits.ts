import type { Attempt, chat, ChatRequest, Offer } from '@lucid-gateway/core'
import { fitNames, type FittedNames, partAsAsked, resultAsAsked } from './tool-names.ts'

/** What a vendor refuses more of, where callers who speak another wire can't know it. */
export interface ChatLimits {
  /** The most characters in the name of a tool. */
  readonly toolName: number
  /** The most tokens that a model writes; undefined where it is not known. */
  outputTokens(model: string): number | undefined
}

type ChatOffer<Credentials> = Offer<typeof chat, Credentials>

/**
 * The same offer, whose translated requests keep the limits: a cap that is too high is lowered, and a name that is too long
 * is shortened, and comes back as it was. Each is warned of.
 */
export function withinLimits<Credentials>(
  offer: ChatOffer<Credentials>,
  limits: ChatLimits,
): ChatOffer<Credentials> {
  const fit = (request: ChatRequest, attempt: Attempt<Credentials>): FittedNames =>
    named(capped(request, limits.outputTokens(attempt.model), attempt), limits.toolName, attempt)
  const { generate, stream, count } = offer
  return {
    ...offer,
    ...(generate && {
      generate: async (request, attempt) => {
        const fitted = fit(request, attempt)
        return resultAsAsked(await generate(fitted.request, attempt), fitted)
      },
    }),
    ...(stream && {
      stream: (request, attempt) => {
        const fitted = fit(request, attempt)
        const parts = stream(fitted.request, attempt)
        return fitted.before.size === 0 ? parts : partsAsAsked(parts, fitted)
      },
    }),
    ...(count && { count: (request, attempt) => count(fit(request, attempt).request, attempt) }),
  }
}

type Parts<Credentials> = ReturnType<NonNullable<ChatOffer<Credentials>['stream']>>

async function* partsAsAsked<Credentials>(
  parts: Parts<Credentials>,
  fitted: FittedNames,
): Parts<Credentials> {
  for await (const part of parts) yield partAsAsked(part, fitted)
}

type Warned = Pick<Attempt, 'warn'>

function capped(request: ChatRequest, most: number | undefined, attempt: Warned): ChatRequest {
  const { maxOutputTokens } = request
  if (most === undefined || maxOutputTokens === undefined || maxOutputTokens <= most) return request
  const message = `The model writes ${most} tokens at most.`
  attempt.warn({ type: 'coerced', field: 'maxOutputTokens', message })
  return { ...request, maxOutputTokens: most }
}

function named(request: ChatRequest, most: number, attempt: Warned): FittedNames {
  const fitted = fitNames(request, most)
  for (const [index, { name }] of (fitted.request.tools ?? []).entries()) {
    if (!fitted.before.has(name)) continue
    const message = `The vendor takes names of ${most} letters, digits, dashes and underscores; it is sent as ${name}.`
    attempt.warn({ type: 'emulated', field: `tools[${index}].name`, message })
  }
  return fitted
}
