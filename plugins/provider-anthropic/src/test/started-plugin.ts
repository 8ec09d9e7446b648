import type { chat, ModelCard, Offer, Relay } from '@lucid-gateway/core'
import { provisionOf } from '@lucid-gateway/oracle'
import type { AnthropicCredentials } from '../api/api.ts'
import plugin from '../index.ts'
import type { TestAttempt } from './attempts.ts'

type ChatOffer = Required<Pick<Offer<typeof chat, AnthropicCredentials>, 'generate' | 'stream' | 'count'>>

/** What the plugin provides, as a test may rely on it. */
export interface StartedPlugin {
  readonly chat: ChatOffer & { readonly relay: Relay<typeof chat, AnthropicCredentials> }
  readonly listModels: (attempt: TestAttempt) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: TestAttempt) => Promise<void>
}

/** Starts the plugin for an account whose API is somewhere else. */
export async function startedPlugin(settings: {
  readonly baseUrl: string
  readonly version?: '2023-06-01' | '2026-10-21'
  readonly betas?: string[]
}): Promise<StartedPlugin> {
  return (await provisionOf(plugin, settings)) as StartedPlugin
}
