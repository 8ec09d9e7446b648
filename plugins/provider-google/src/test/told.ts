import type { Candidate, GenerateContentResponse, Part } from '@google/genai'
import {
  type AssistantContent,
  type ChatAlternative,
  type ChatResult,
  inputMeters,
  type JsonObject,
  LucidError,
  totalOf,
  type Usage,
} from '@lucid-gateway/core'

/** What an answer says, in words that belong to neither side of a comparison. */
export interface Told {
  readonly id: string | undefined
  readonly model: string | undefined
  readonly block: string | undefined
  readonly candidates: readonly ToldCandidate[]
  readonly usage: ToldUsage | undefined
}

interface ToldCandidate {
  readonly text: string
  readonly thoughts: string
  readonly calls: readonly {
    readonly id: string | undefined
    readonly name: string
    readonly args: unknown
  }[]
  readonly ran: readonly unknown[]
  readonly files: readonly unknown[]
  readonly signatures: readonly string[]
  readonly logprobs: unknown
  readonly grounding: unknown
  readonly finish: string | undefined
}

interface ToldUsage {
  readonly prompt: number | undefined
  readonly cached: number | undefined
  readonly audio: number | undefined
  readonly candidates: number | undefined
  readonly thoughts: number | undefined
}

/** What a failure says. */
export interface ToldError {
  readonly status: number | undefined
  readonly code: string | undefined
  readonly type: string | undefined
  readonly message: string
}

/** The chunks of a stream, added up; a whole answer is one chunk. */
export function toldBySdk(chunks: readonly GenerateContentResponse[]): Told {
  const candidates: Candidate[] = []
  for (const chunk of chunks) {
    for (const candidate of chunk.candidates ?? []) {
      const index = candidate.index ?? 0
      const before = candidates[index]
      const parts = [...(before?.content?.parts ?? []), ...(candidate.content?.parts ?? [])]
      const chosen = [before, candidate].flatMap(each => each?.logprobsResult?.chosenCandidates ?? [])
      candidates[index] = {
        ...before,
        ...candidate,
        content: { parts },
        ...(chosen.length > 0 ? { logprobsResult: { chosenCandidates: chosen } } : {}),
      }
    }
  }
  const usage = chunks.findLast(chunk => chunk.usageMetadata)?.usageMetadata
  return {
    id: chunks[0]?.responseId,
    model: chunks[0]?.modelVersion,
    block: chunks.find(chunk => chunk.promptFeedback)?.promptFeedback?.blockReason,
    candidates: candidates.map(candidateBySdk),
    usage: usage && {
      prompt: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
      cached: usage.cachedContentTokenCount,
      audio: usage.promptTokensDetails?.find(detail => detail.modality === 'AUDIO')?.tokenCount,
      candidates: usage.candidatesTokenCount ?? 0,
      thoughts: usage.thoughtsTokenCount,
    },
  }
}

function candidateBySdk(candidate: Candidate): ToldCandidate {
  const parts: readonly Part[] = candidate.content?.parts ?? []
  return {
    text: parts.map(part => (part.thought ? '' : (part.text ?? ''))).join(''),
    thoughts: parts.map(part => (part.thought ? (part.text ?? '') : '')).join(''),
    calls: parts.flatMap(({ functionCall: call }) =>
      call ? [{ id: call.id, name: call.name ?? '', args: call.args ?? {} }] : [],
    ),
    ran: parts.flatMap(({ executableCode: code, codeExecutionResult: result }) => [
      ...(code ? [{ language: code.language, code: code.code }] : []),
      ...(result ? [{ outcome: result.outcome, output: result.output }] : []),
    ]),
    files: parts.flatMap(({ inlineData: blob }) => (blob ? [[blob.mimeType, blob.data]] : [])),
    signatures: parts.flatMap(part => (part.thoughtSignature ? [part.thoughtSignature] : [])),
    logprobs: candidate.logprobsResult?.chosenCandidates?.map(each => [each.token, each.logProbability]),
    grounding: candidate.groundingMetadata,
    finish: candidate.finishReason,
  }
}

export function toldByPlugin(result: ChatResult): Told {
  const own = result.extra?.['gemini'] ?? {}
  const feedback = own['promptFeedback'] as { blockReason?: string } | undefined
  const [first] = (own['candidates'] ?? []) as readonly JsonObject[]
  const answers = feedback ? [] : [result, ...(result.alternatives ?? [])]
  return {
    id: result.id,
    model: result.model,
    block: feedback?.blockReason,
    candidates: answers.map((answer, index) =>
      candidateByPlugin(answer, index === 0 ? first : answer.extra?.['gemini']),
    ),
    usage: usageByPlugin(result.usage),
  }
}

function candidateByPlugin(answer: ChatAlternative, own: JsonObject | undefined): ToldCandidate {
  const { content, finish, logprobs } = answer
  return {
    text: content.map(part => (part.type === 'text' ? part.text : '')).join(''),
    thoughts: content.map(part => (part.type === 'reasoning' ? part.text : '')).join(''),
    calls: content.flatMap(part =>
      part.type === 'tool-call' && !part.executed
        ? [
            {
              id: part.id.startsWith('gemini-call-') ? undefined : part.id,
              name: part.name,
              args: JSON.parse(part.input) as unknown,
            },
          ]
        : [],
    ),
    ran: content.flatMap(ranByPlugin),
    files: content.flatMap(part =>
      part.type === 'file' && part.data.kind === 'base64' ? [[part.mediaType, part.data.base64]] : [],
    ),
    signatures: content.flatMap(part => {
      const signature = part.extra?.['gemini']?.['thoughtSignature']
      return typeof signature === 'string' ? [signature] : []
    }),
    logprobs: (logprobs as readonly { token: string; logprob: number }[] | undefined)?.map(each => [
      each.token,
      each.logprob,
    ]),
    grounding: own?.['groundingMetadata'],
    finish: finish.raw,
  }
}

function ranByPlugin(part: AssistantContent): readonly unknown[] {
  if (part.type === 'tool-call' && part.executed) return [JSON.parse(part.input)]
  if (part.type !== 'tool-result') return []
  const text = part.content.map(each => (each.type === 'text' ? each.text : '')).join('')
  return [{ outcome: part.failed ? 'OUTCOME_FAILED' : 'OUTCOME_OK', output: text }]
}

function usageByPlugin(usage: Usage): ToldUsage | undefined {
  const total = (meters: readonly string[]): number | undefined => {
    const reading = totalOf(usage, meters)
    return reading?.certainty === 'known' ? reading.quantity : undefined
  }
  const prompt = total(inputMeters)
  if (prompt === undefined) return undefined
  return {
    prompt,
    cached: total(['cache_read']),
    audio: total(['input_audio']),
    candidates: total(['output', 'output_audio']),
    thoughts: total(['reasoning']),
  }
}

export function toldByThrown(thrown: unknown): ToldError {
  if (LucidError.is(thrown)) {
    const { status, code, type } = thrown.upstream ?? {}
    return { status: status === 200 ? undefined : status, code, type, message: thrown.message }
  }
  const { status, message } = thrown as { readonly status?: number; readonly message: string }
  const error = errorIn(message)
  if (!error) return { status, code: undefined, type: undefined, message }
  const reason = error.details?.find(detail => detail.reason !== undefined)?.reason
  return { status, code: reason ?? String(error.code), type: error.status, message: error.message }
}

interface SaidError {
  readonly code: number
  readonly status: string
  readonly message: string
  readonly details?: readonly { readonly reason?: string }[]
}

/** The SDK's message is the body that the vendor sent, with words before it where it came in a stream. */
function errorIn(message: string): SaidError | undefined {
  try {
    return (JSON.parse(message.slice(message.indexOf('{'))) as { error?: SaidError }).error
  } catch {
    return undefined
  }
}
