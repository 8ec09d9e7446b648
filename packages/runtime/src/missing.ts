import { LucidError } from '@lucid-gateway/core'

/** What lacks credentials: an account, or a plugin that is known but not in use. */
export interface Lacking {
  /** The account's name, or the plugin's id. */
  readonly name: string
  /** The credentials that were found nowhere, by the names of their variables. */
  readonly missing: readonly string[]
}

/** What to do about it. */
export function howToSet(missing: readonly string[]): string {
  const names = missing.join(' and ')
  return `Set ${names} in the environment or the .env file of the gateway and start it again, or give the account other credentials.`
}

export function missingCredentials({ name, missing }: Lacking): LucidError {
  return new LucidError(
    'no_route',
    `The account "${name}" is not usable: ${missing.join(', ')} is not set.`,
    {
      reason: 'missing_credentials',
      param: 'model',
      hint: howToSet(missing),
    },
  )
}

/** In a few words, of each that lacks something: `openai: OPENAI_API_KEY`. */
export function whatIsMissing(all: readonly Lacking[]): readonly string[] {
  return all
    .filter(({ missing }) => missing.length > 0)
    .map(({ name, missing }) => `${name}: ${missing.join(', ')}`)
}
