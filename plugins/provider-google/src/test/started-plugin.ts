import type { chat, embedding, ModelCard, Offer, Relay } from '@lucid-gateway/core'
import { provisionOf } from '@lucid-gateway/oracle'
import type { GoogleCredentials } from '../auth/credential.ts'
import plugin from '../index.ts'
import type { TestAttempt } from './attempts.ts'

type ChatOffer = Offer<typeof chat, GoogleCredentials>

/** What the plugin provides, as a test may rely on it. */
export interface StartedPlugin {
  readonly chat: Required<Pick<ChatOffer, 'generate' | 'stream' | 'count'>> & {
    readonly relay: Relay<typeof chat, GoogleCredentials>
  }
  readonly embedding: Required<Pick<Offer<typeof embedding, GoogleCredentials>, 'generate'>>
  readonly listModels: (attempt: TestAttempt) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: TestAttempt) => Promise<void>
}

/** Starts the plugin for an account whose API is somewhere else. */
export async function startedPlugin(settings: object): Promise<StartedPlugin> {
  return (await provisionOf(plugin, settings)) as StartedPlugin
}
