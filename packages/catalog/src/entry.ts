/** What is known of one model since a day. Absent means that nothing is said of it, never no. */
export interface CatalogEntry {
  /** The id of the plugin whose model it is; in a config also the name of one account. */
  readonly provider: string
  /** The model in the vendor's own words. */
  readonly id: string
  /** ISO day on which this was looked up. */
  readonly asOf?: string
  /** Where it was looked up. */
  readonly source?: string
  readonly name?: string
  /** The capabilities it serves, by id; needed for a model that its plugin does not know. */
  readonly capabilities?: readonly string[]
  /** Other names that the vendor knows it by. */
  readonly aliases?: readonly string[]
  readonly abilities?: readonly string[]
  readonly limits?: {
    readonly contextTokens?: number
    readonly outputTokens?: number
    readonly batch?: number
    readonly dimensions?: number
  }
  /** Where its prices were looked up, and when, where that is not as the entry says. */
  readonly priced?: { readonly source?: string; readonly asOf?: string }
  /** All of its prices. An empty list says that they are not known, whatever its plugin says. */
  readonly prices?: readonly CatalogPrice[]
  /** ISO day after which the vendor no longer serves it, and what it names instead. */
  readonly shutdown?: { readonly on: string; readonly successor?: string }
}

/** What a vendor asks for `per` units of a meter, in nano-dollars or in dollars. */
export interface CatalogPrice {
  readonly meter: string
  /** Thousand-millionths of a US dollar. */
  readonly nanoUsd?: number
  /** The same as decimal dollars, where that is easier to write: `"0.25"`. */
  readonly usd?: string | number
  /** Never left to be guessed: a price for one token is a million times one for a million. */
  readonly per: number
}

/** A file of them. */
export interface CatalogFile {
  readonly format: 1
  readonly models: readonly CatalogEntry[]
}
