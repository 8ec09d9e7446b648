import type { image, JobOffer, JobStatus, ModelCard } from '@lucid-gateway/core'
import { provisionOf } from '@lucid-gateway/oracle'
import plugin from '../index.ts'
import type { ReplicateCredentials } from '../sdk/client.ts'
import type { TestAttempt } from './attempts.ts'

export type ImageJob = JobStatus<typeof image>

/** What the plugin provides, as a test may rely on it. */
export interface StartedPlugin {
  readonly image: { readonly job: Required<JobOffer<typeof image, ReplicateCredentials>> }
  readonly listModels: (attempt: TestAttempt) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: TestAttempt) => Promise<void>
}

/** Starts the plugin for an account whose API is somewhere else. */
export async function startedPlugin(settings: {
  readonly baseUrl: string
  readonly cancelAfter?: string
  readonly collections?: readonly string[]
}): Promise<StartedPlugin> {
  return (await provisionOf(plugin, settings)) as StartedPlugin
}
