import type { Artifact } from '../artifacts/artifact.ts'
import type { JobAttemptFacts, JobRecord, JobState } from './job-record.ts'

/** What happened to a job. They are numbered from 1, so that a reader can go on where it left off. */
export type JobEvent = { readonly seq: number; /** Milliseconds since 1970. */ readonly at: number } & JobNews

export type JobNews =
  | {
      readonly type: 'status'
      readonly status: JobState
      readonly progress?: number
      readonly attempt?: Pick<JobAttemptFacts, 'account' | 'provider' | 'model'>
    }
  | { readonly type: 'log'; readonly line: string }
  | { readonly type: 'artifact'; readonly artifact: Artifact }
  /** The last one, with all there is to know. */
  | { readonly type: 'done'; readonly job: JobRecord }
