import { errorOfJob } from '../error/from-answer.ts'
import { LucidApiError } from '../error/lucid-api-error.ts'
import type { ImageRequest } from '../generated/requests.ts'
import type { ImageResult, Job } from '../generated/schemas.ts'
import type { Connection } from '../http/connection.ts'
import type { CallOptions } from '../options.ts'
import { type Jobs } from './jobs.ts'

/** A job that made pictures. */
export type ImageJob = Job & { readonly result: ImageResult }

export interface StartOptions extends CallOptions {
  /** An address that is told of the end, signed by the secret that `webhookSecret()` gives. */
  readonly webhookUrl?: string | undefined
}

/** Pictures. */
export class Images {
  readonly #connection: Connection
  readonly #jobs: Jobs

  constructor(connection: Connection, jobs: Jobs) {
    this.#connection = connection
    this.#jobs = jobs
  }

  /** Starts a job, which is answered at once: `jobs` has the rest. */
  start(request: ImageRequest, { webhookUrl, ...options }: StartOptions = {}): Promise<Job> {
    const headers: Record<string, string> = webhookUrl === undefined ? {} : { 'x-webhook-url': webhookUrl }
    return this.#connection.json(
      { method: 'POST', path: '/v1/images', body: request, headers, spends: true },
      // It is answered at once, and given up by `delete`: there is no reason to be without a key.
      { ...options, idempotencyKey: options.idempotencyKey ?? true },
    )
  }

  /** Pictures, once they are made. Given up by the signal, no more are made; where none could be, it throws. */
  async generate(request: ImageRequest, options: StartOptions = {}): Promise<ImageJob> {
    const { id } = await this.start(request, options)
    const { idempotencyKey: _, webhookUrl: __, ...rest } = options
    const job = await this.#jobs.wait(id, rest).catch(async (thrown: unknown) => {
      if (rest.signal?.aborted) await this.#jobs.delete(id).catch(() => undefined)
      throw thrown
    })
    if (job.status === 'succeeded') return job as ImageJob
    throw job.error ? errorOfJob(job.error, job.metadata.request_id) : wasCancelled(job)
  }
}

function wasCancelled({ metadata }: Job): LucidApiError {
  return new LucidApiError('cancelled', 'The job was cancelled.', {
    status: 200,
    reason: 'job_cancelled',
    recourse: 'none',
    requestId: metadata.request_id,
  })
}
