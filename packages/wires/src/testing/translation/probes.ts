import { chatAnswers, geminiAnswers, messagesAnswers, responsesAnswers } from './answer-probes.ts'
import type { ProbeSet } from './probe-set.ts'
import { chatRequests } from './request-probes-chat.ts'
import { geminiRequests } from './request-probes-gemini.ts'
import { messagesRequests } from './request-probes-messages.ts'
import { responsesRequests } from './request-probes-responses.ts'
import type { ProbedWire } from './wire-sides.ts'

export const requestProbes: Readonly<Record<ProbedWire, ProbeSet>> = {
  'openai-chat': chatRequests,
  'openai-responses': responsesRequests,
  'anthropic-messages': messagesRequests,
  gemini: geminiRequests,
}

export const answerProbes: Readonly<Record<ProbedWire, ProbeSet>> = {
  'openai-chat': chatAnswers,
  'openai-responses': responsesAnswers,
  'anthropic-messages': messagesAnswers,
  gemini: geminiAnswers,
}
