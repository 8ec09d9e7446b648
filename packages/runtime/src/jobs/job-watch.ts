import type { AttemptRecord, JobStatus } from '@lucid-gateway/core'
import type { Artifact } from '../artifacts/artifact.ts'
import type { FollowedJob } from './followed-job.ts'

/** Who is told of a call that is a job. */
export interface JobWatch {
  /** Where a vendor may report of it; undefined where no vendor can reach the gateway. */
  hookUrl(account: string): string | undefined
  /** A try has begun. */
  tries(attempt: AttemptRecord): void
  /** No limit and no budget refuses it outright: a try was let through, or waits for its turn. */
  passes(): void
  /** How a try stands, in its vendor's words. */
  stands(attempt: AttemptRecord, status: JobStatus): void
  /** To whom its vendor's reports go from now on; nobody once a try is over. */
  follows(followed: FollowedJob | undefined): void
  kept(artifact: Artifact): void
}
