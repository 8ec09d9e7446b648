/** Something a provider could not take, or did otherwise than asked. */
export interface Warning {
  readonly type: 'dropped' | 'coerced' | 'emulated' | 'deprecated' | 'note'
  /** The field of the canonical request, as people write it: `tools[0].strict`. */
  readonly field?: string
  readonly message: string
}
