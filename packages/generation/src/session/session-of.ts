import { type ErrorRecord, type GeneratedImage, type ImageResult, LucidError } from '@lucid-gateway/core'
import type { Artifact, JobRecord } from '@lucid-gateway/runtime'
import { GenerationError } from '../error/generation-error.ts'
import type { GenerationSession, SessionImage } from './session.ts'

/** A job as a session, under the name that it was asked for by. */
export function sessionOf(job: JobRecord, id = job.id): GenerationSession {
  const { status, progress, attempt, error, logs, usage, costNanoUsd, createdAt, endedAt, expiresAt } = job
  const result = job.result as ImageResult | undefined
  return {
    id,
    jobId: job.id,
    status,
    ...(progress === undefined ? {} : { progress }),
    ...(attempt ? { providerId: attempt.account, modelId: attempt.model } : {}),
    images: job.artifacts.map(artifact => imageOf(artifact, result?.images)),
    warnings: result?.warnings ?? [],
    ...(error ? { error: errorOf(error, attempt?.account) } : {}),
    ...(logs ? { logs } : {}),
    ...(usage ? { usage } : {}),
    ...(costNanoUsd === undefined ? {} : { costUsd: Number(costNanoUsd) / 1e9 }),
    createdAt,
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

export function imageOf(artifact: Artifact, made: readonly GeneratedImage[] = []): SessionImage {
  const { id, mediaType, size, width, height } = artifact
  const found = made.find(({ data }) => data.kind === 'reference' && data.id === id)
  return {
    id,
    mediaType,
    size,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(found?.seed === undefined ? {} : { seed: found.seed }),
    ...(found?.revisedPrompt === undefined ? {} : { revisedPrompt: found.revisedPrompt }),
    ...(found?.filtered === undefined ? {} : { filtered: found.filtered }),
  }
}

function errorOf({ code, message, ...facts }: ErrorRecord, provider: string | undefined) {
  return GenerationError.from(new LucidError(code, message, facts), provider).toJSON()
}
