/** Where a credential comes from. Plain data: a manifest can be written from it. */
export interface SecretSpec<Required extends boolean = boolean> {
  readonly kind: 'secret'
  /** Environment names that are looked at in order. */
  readonly env: readonly [string, ...string[]]
  readonly required: Required
  readonly description?: string
}

/** A credential that must be there for an account to be usable. */
export function secret(
  env: string | readonly [string, ...string[]],
  options: SecretOptions & { readonly optional: true },
): SecretSpec<false>
export function secret(
  env: string | readonly [string, ...string[]],
  options?: SecretOptions,
): SecretSpec<true>
export function secret(
  env: string | readonly [string, ...string[]],
  options: SecretOptions = {},
): SecretSpec {
  return Object.freeze({
    kind: 'secret',
    env: Object.freeze(typeof env === 'string' ? ([env] as const) : env) as readonly [string, ...string[]],
    required: options.optional !== true,
    ...(options.description === undefined ? {} : { description: options.description }),
  })
}

export interface SecretOptions {
  readonly optional?: boolean
  readonly description?: string
}

export type CredentialSpecs = Readonly<Record<string, SecretSpec>>

export type CredentialsOf<Specs extends CredentialSpecs> = {
  readonly [K in keyof Specs as Specs[K] extends SecretSpec<true> ? K : never]: string
} & {
  readonly [K in keyof Specs as Specs[K] extends SecretSpec<true> ? never : K]?: string
}
