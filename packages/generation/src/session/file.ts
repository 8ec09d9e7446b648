/** A picture's bytes. */
export interface GenerationFile {
  readonly id: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** The same as `data:image/png;base64,...`. */
  dataUrl(): string
}
