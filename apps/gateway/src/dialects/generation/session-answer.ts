import type { GenerationSession, SessionImage } from '@lucid-gateway/generation'
import type { AppKey } from '../../access/app-key.ts'
import { artifactUrl } from '../../jobs/own-url.ts'
import { sessionError } from './generation-dialect.ts'

/** A session as its owner sees it. Every address in it is the gateway's own. */
export function sessionAnswer(session: GenerationSession, base: string, key: AppKey | undefined): object {
  const { id, providerId, modelId, images, error, costUsd, usage, createdAt, endedAt, expiresAt, ...rest } =
    session
  const place = `${base}/api/generation?sessionId=${encodeURIComponent(id)}`
  return {
    sessionId: id,
    ...rest,
    providerId: providerId ?? null,
    modelId: modelId ?? null,
    images: images.map(image => imageAnswer(image, base)),
    ...(error ? { error: sessionError(error, key) } : {}),
    urls: { events: place, cancel: place },
    usage: usage?.meters ?? null,
    costUsd: costUsd ?? null,
    createdAt: iso(createdAt),
    endedAt: iso(endedAt),
    expiresAt: iso(expiresAt),
  }
}

export function imageAnswer({ id, ...facts }: SessionImage, base: string): object {
  return { url: artifactUrl(base, id), ...facts }
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}
