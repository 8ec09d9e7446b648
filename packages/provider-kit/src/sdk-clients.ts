import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attempt } from '@lucid-gateway/core'

type Fetch = typeof globalThis.fetch

export interface SdkClientsOptions<Client, Credentials> {
  /**
   * Makes a client for these credentials; the place to import the SDK. The client must send all it sends by `fetch`,
   * and must not retry: the gateway does.
   */
  make(credentials: Credentials, fetch: Fetch): Promise<Client>
  /** How many clients are kept. */
  readonly max?: number
}

export interface SdkClients<Client, Credentials> {
  /** Does something with the account's client. What the client sends meanwhile goes by the attempt's own way out. */
  use<T>(attempt: Attempt<Credentials>, task: (client: Client) => Promise<T>): Promise<T>
  /** How many are kept now. */
  readonly size: number
}

/**
 * Clients of a vendor's SDK, kept by account and version of its secrets, the least used one forgotten first. One made
 * with a caller's own key is used once. A kept client serves many attempts, so its `fetch` finds by itself the attempt
 * that it is working for.
 */
export function sdkClients<Client, Credentials>(
  options: SdkClientsOptions<Client, Credentials>,
): SdkClients<Client, Credentials> {
  const { make, max = 16 } = options
  const kept = new Map<string, Promise<Client>>()
  const current = new AsyncLocalStorage<Fetch>()

  const fetchForCurrent: Fetch = (input, init) => {
    const fetch = current.getStore()
    if (!fetch)
      throw new Error('An SDK client was used outside of "use", so there is no attempt to send for.')
    return fetch(input, init)
  }

  const clientFor = ({ account, secretVersion, credentials }: Attempt<Credentials>): Promise<Client> => {
    if (secretVersion === undefined) return make(credentials, fetchForCurrent)
    const key = `${account} ${secretVersion}`
    const client = kept.get(key) ?? make(credentials, fetchForCurrent)
    kept.delete(key)
    kept.set(key, client)
    client.catch(() => kept.delete(key))
    const [oldest] = kept.keys()
    if (kept.size > max && oldest !== undefined) kept.delete(oldest)
    return client
  }

  return {
    use: async (attempt, task) => {
      const client = await clientFor(attempt)
      return current.run(attempt.http.fetch, task, client)
    },
    get size() {
      return kept.size
    },
  }
}
