import type { Price } from '../usage/price.ts'
import type { OptionRules } from './option-rule.ts'

/** What is known of a model. Absent means not known, never no. */
export interface ModelCard {
  /** The model in the vendor's own words. */
  readonly id: string
  /** The capabilities it serves, by id. */
  readonly capabilities: readonly string[]
  /** The kinds that it serves where the config says nothing of them: `image.flux-schnell`. */
  readonly kinds?: readonly string[]
  readonly name?: string
  /** Other names that the vendor knows it by, dated ones too. Whoever asks by one is served by that very name. */
  readonly aliases?: readonly string[]
  /** What it can take and do: `tools`, `images`, `files`, `json-schema`, `reasoning`. */
  readonly abilities?: readonly string[]
  readonly limits?: {
    readonly contextTokens?: number
    readonly outputTokens?: number
    readonly batch?: number
    readonly dimensions?: number
  }
  /** What it takes of a request's fields; requests are held to it before anything is sent. */
  readonly options?: OptionRules
  readonly prices?: readonly Price[]
  /** ISO day after which the vendor no longer serves it, and what it names instead. */
  readonly shutdown?: { readonly on: string; readonly successor?: string }
  /** Free data for the plugin's own use: quirks that its code reads. */
  readonly quirks?: Readonly<Record<string, string | number | boolean>>
}
