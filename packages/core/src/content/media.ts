/** Bytes in a request or a result. Serialisable: bytes are base64. */
export type MediaData =
  | { readonly kind: 'base64'; readonly base64: string }
  | { readonly kind: 'url'; readonly url: string }
  /** A file the vendor already holds; in a result, what the gateway keeps under that id. */
  | { readonly kind: 'reference'; readonly id: string }

export interface Media {
  /** IANA type; `image/*` where only the family is known. */
  readonly mediaType: string
  readonly data: MediaData
  readonly filename?: string
}
