import { type ErrorRecord, LucidError } from '@lucid-gateway/core'
import { type Artifact, isOver, type JobRecord } from '@lucid-gateway/runtime'
import type { AppKey } from '../access/app-key.ts'
import { withinScope } from '../access/scope.ts'
import { usdNumber } from '../calls/cost.ts'
import { errorFacts } from '../dialects/lucid/lucid-dialect.ts'
import { artifactUrl } from './own-url.ts'

/** A job as its owner sees it. Every address in it is the gateway's own. */
export function jobAnswer(job: JobRecord, base: string, key: AppKey | undefined): object {
  const { id, capability, status, progress, attempt, artifacts, logs, error, result } = job
  const place = `${base}/v1/${capability === 'image' ? 'images' : 'jobs'}/${id}`
  return {
    id,
    status,
    ...(progress === undefined ? {} : { progress }),
    output: artifacts.map(artifact => artifactUrl(base, artifact.id)),
    urls: { get: place, cancel: place, events: `${base}/v1/jobs/${id}/events` },
    provider: attempt?.provider ?? null,
    model: attempt?.model ?? null,
    ...(error ? { error: jobError(error, key) } : {}),
    ...(result ? { result: withUrls(result, base) } : {}),
    ...(logs ? { logs } : {}),
    metadata: metadataOf(job, base),
  }
}

function metadataOf(job: JobRecord, base: string): object {
  const { callId, capability, asked, attempt, artifacts, createdAt, startedAt, endedAt, expiresAt } = job
  return {
    request_id: callId,
    capability,
    asked,
    account: attempt?.account ?? null,
    files: artifacts.map(artifact => fileFacts(artifact, base)),
    created_at: iso(createdAt),
    started_at: iso(startedAt),
    ended_at: iso(endedAt),
    expires_at: iso(expiresAt),
    latency_ms: endedAt === undefined ? null : endedAt - createdAt,
    cost_usd: isOver(job) ? usdNumber(job.costNanoUsd) : null,
    usage: job.usage?.meters ?? null,
    ...(job.subject === undefined ? {} : { subject: job.subject }),
    ...(job.webhook ? { webhook: job.webhook } : {}),
    durable: false,
  }
}

export function fileFacts({ id, mediaType, size, width, height }: Artifact, base: string): object {
  return {
    url: artifactUrl(base, id),
    media_type: mediaType,
    bytes: size,
    ...(width === undefined ? {} : { width, height }),
  }
}

/** With what was billed for it, and when to come back, which an error of a call says by a header. */
function jobError(record: ErrorRecord, key: AppKey | undefined): object {
  const { code, message, ...facts } = record
  const error = withinScope(key, new LucidError(code, message, facts)) as LucidError
  const { billed, retryAfterMs } = record
  return {
    ...errorFacts(error),
    billed,
    ...(retryAfterMs === undefined ? {} : { retry_after_ms: retryAfterMs }),
  }
}

/** A result with the addresses of what is kept in the place of ids. */
export function withUrls<T>(result: T, base: string): T {
  return JSON.parse(JSON.stringify(result), (_key, value: unknown) => {
    const { kind, id } = (value ?? {}) as { readonly kind?: unknown; readonly id?: unknown }
    return kind === 'reference' && typeof id === 'string' && id.startsWith('art_')
      ? { kind: 'url', url: artifactUrl(base, id) }
      : value
  }) as T
}

function iso(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString()
}
