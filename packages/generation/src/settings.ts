import type { Runtime, RuntimeOptions } from '@lucid-gateway/runtime'

/** Providers by name: `{ replicate: { apiKey, modelId }, demo: {} }`. The name is its `providerId`. */
export type GenerationSettings = Readonly<Record<string, ProviderSettings>>

/** Beside these, the provider's own: credentials by their names, and whatever its config takes. */
export interface ProviderSettings {
  /** Its key. Where it is absent, the provider's own environment variable is looked up. */
  readonly apiKey?: string
  /** The model that is asked where a request names none. */
  readonly modelId?: string
  /** The npm package of its plugin: `@lucid-gateway/provider-<name>` unless said. */
  readonly package?: string
  readonly [setting: string]: unknown
}

export interface GenerationServiceOptions {
  /** From where packages of providers are looked for; the process's own folder unless said. */
  readonly folder?: string
  /** A runtime that is there already, to work on instead of one of its own; there are no settings then. */
  readonly over?: Runtime
  /** The rest of what the runtime takes: ports, hooks, retry, time limits. */
  readonly runtime?: Omit<RuntimeOptions, 'plugins' | 'accounts'>
}
