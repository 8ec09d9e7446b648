/** What translation kept, coerced, emulated or dropped. */
export interface ReceiptEntry {
  readonly action: 'coerced' | 'emulated' | 'dropped' | 'added'
  /** The field in the source's own words: `messages[0].content[1].cache_control`. */
  readonly field: string
  readonly reason: string
  /** Of what: absent means of the request. */
  readonly in?: 'answer'
}

/** How a call was served: which target and why, and what translation did on the way. */
export interface Receipt {
  /** `relay` when the vendor got the caller's own bytes, patched; `decoded` when they were translated. */
  readonly path: 'relay' | 'decoded'
  readonly target: string
  readonly why: string
  readonly entries: readonly ReceiptEntry[]
}
