import type { ModelCard } from '@lucid-gateway/core'
import type { ErrorWords } from '@lucid-gateway/provider-kit'
import type { ChatQuirks } from '@lucid-gateway/wires/openai-chat'
import type { Encoding } from '@lucid-gateway/wires/openai-embeddings'
import type { ResponsesQuirks } from '@lucid-gateway/wires/openai-responses'

/** A vendor of the openai-chat wire, as data. */
export interface Vendor {
  /** Lower case with dashes; the first word of its model refs. */
  readonly id: string
  readonly name?: string
  /** Up to the version: `https://api.groq.com/openai/v1`. */
  readonly baseUrl: string
  /** The names under which the environment may hold the key, and whether it works without one. */
  readonly apiKey: { readonly env: string | readonly [string, ...string[]]; readonly optional?: boolean }
  /** A card whose quirk `wire` names a wire is of a model that is served on that wire alone. */
  readonly models?: readonly ModelCard[]
  /** What models without a card can do, by their names; the first that matches counts. */
  readonly families?: readonly ModelFamily[]
  /** Where its chat departs from the wire. */
  readonly quirks?: ChatQuirks
  /** Speaks the openai-responses wire too, at `/responses`: true, or where it departs from it. */
  readonly responses?: boolean | ResponsesQuirks
  /** What its own error codes, types and statuses mean. */
  readonly errors?: ErrorWords
  /** Offers embeddings, at `/embeddings`, and in which form to ask for them. */
  readonly embedding?: Encoding
  /** Offers pictures, at `/images/generations` and `/images/edits`. */
  readonly image?: boolean
  /** Offers moderation, at `/moderations`. */
  readonly moderation?: boolean
}

export interface ModelFamily {
  readonly names: RegExp
  /** Capabilities, by id. */
  readonly capabilities: readonly string[]
  /** As on a card. */
  readonly quirks?: ModelCard['quirks']
}

/** One account's way to a vendor. */
export interface Connection<Credentials> {
  readonly baseUrl: string
  /** Headers for these credentials, with lower-case names. */
  headers(credentials: Credentials): Readonly<Record<string, string>>
}

/** The usual way in. */
export function bearer(apiKey: string | undefined): Readonly<Record<string, string>> {
  return apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }
}
