import { type Attempt, LucidError } from '@lucid-gateway/core'
import type { VertexConfig } from '../config.ts'
import { credentialDocument, type GoogleCredentials } from './credential.ts'
import { type AccessToken, exchange } from './exchange.ts'
import { machineToken } from './metadata.ts'

type GoogleAttempt = Attempt<GoogleCredentials>

/** A token is renewed this long before it expires, so that no request sets out with one that does on the way. */
const margin = 60_000

/** The tokens of accounts, kept as long as they are good. One of a caller's own credential is used once. */
export class AccessTokens {
  readonly #config: VertexConfig
  readonly #kept = new Map<string, AccessToken>()
  readonly #coming = new Map<string, Promise<AccessToken>>()

  constructor(config: VertexConfig) {
    this.#config = config
  }

  async tokenFor(attempt: GoogleAttempt): Promise<string> {
    const key = keyOf(attempt)
    if (key === undefined) return (await this.#ask(attempt)).value
    const kept = this.#kept.get(key)
    if (kept && kept.expiresAt - margin > Date.now()) return kept.value
    const coming = this.#coming.get(key) ?? this.#start(key, attempt)
    try {
      return (await coming).value
    } catch (thrown) {
      // Whoever asked went away, which is no reason for the others to fail.
      const theirs = LucidError.is(thrown) && thrown.code === 'cancelled' && !attempt.signal.aborted
      if (theirs) return this.tokenFor(attempt)
      throw thrown
    }
  }

  /** To be called when the vendor refused the token; true if it was a kept one, so that another may be good. */
  forget(attempt: GoogleAttempt, token: string): boolean {
    const key = keyOf(attempt)
    return key !== undefined && this.#kept.get(key)?.value === token && this.#kept.delete(key)
  }

  #start(key: string, attempt: GoogleAttempt): Promise<AccessToken> {
    const coming = this.#ask(attempt)
      .then(token => {
        this.#kept.set(key, token)
        return token
      })
      .finally(() => this.#coming.delete(key))
    this.#coming.set(key, coming)
    return coming
  }

  async #ask(attempt: GoogleAttempt): Promise<AccessToken> {
    const document = await credentialDocument(attempt)
    return document
      ? exchange(document, attempt.http.fetch, this.#config.tokenUrl)
      : machineToken(attempt, this.#config.metadataUrl)
  }
}

function keyOf({ account, secretVersion }: GoogleAttempt): string | undefined {
  return secretVersion === undefined ? undefined : `${account} ${secretVersion}`
}
