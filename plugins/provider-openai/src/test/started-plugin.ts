import type { chat, embedding, image, ModelCard, moderation, Offer, Relay } from '@lucid-gateway/core'
import { provisionOf } from '@lucid-gateway/oracle'
import plugin from '../index.ts'
import type { OpenAICredentials } from '../sdk/client.ts'
import type { TestAttempt } from './attempts.ts'

type ChatOffer = Offer<typeof chat, OpenAICredentials>
type ChatRelay = Relay<typeof chat, OpenAICredentials>
type EmbeddingOffer = Offer<typeof embedding, OpenAICredentials>
type ImageOffer = Offer<typeof image, OpenAICredentials>

/** What the plugin provides, as a test may rely on it. */
export interface StartedPlugin {
  readonly chat: Required<Pick<ChatOffer, 'generate' | 'stream' | 'count'>> & {
    readonly relay: readonly [onChat: ChatRelay, onResponses: ChatRelay]
  }
  readonly embedding: Required<Pick<EmbeddingOffer, 'generate'>> & {
    readonly relay: Relay<typeof embedding, OpenAICredentials>
  }
  readonly image: Required<Pick<ImageOffer, 'generate' | 'stream'>> & {
    readonly relay: Relay<typeof image, OpenAICredentials>
  }
  readonly moderation: Required<Pick<Offer<typeof moderation, OpenAICredentials>, 'generate'>>
  readonly listModels: (attempt: TestAttempt) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: TestAttempt) => Promise<void>
}

/** Starts the plugin for an account whose API is somewhere else. */
export async function startedPlugin(settings: {
  readonly baseUrl: string
  readonly organization?: string
}): Promise<StartedPlugin> {
  return (await provisionOf(plugin, settings)) as StartedPlugin
}
