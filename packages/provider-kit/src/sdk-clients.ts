import { AsyncLocalStorage } from 'node:async_hooks'
import { type Attempt, LucidError } from '@lucid-gateway/core'

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
    if (!fetch) throw outsideOfUse()
    return fetch(input, init)
  }

  /** One that can't be made is forgotten, unless another has come in its place by then. */
  const made = (key: string, credentials: Credentials): Promise<Client> => {
    const client = make(credentials, fetchForCurrent)
    client.catch(() => {
      if (kept.get(key) === client) kept.delete(key)
    })
    return client
  }

  const clientFor = ({ account, secretVersion, credentials }: Attempt<Credentials>): Promise<Client> => {
    if (secretVersion === undefined) return make(credentials, fetchForCurrent)
    const key = `${account} ${secretVersion}`
    const client = kept.get(key) ?? made(key, credentials)
    kept.delete(key)
    kept.set(key, client)
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

function outsideOfUse(): LucidError {
  return new LucidError('upstream', 'An SDK client was used when it was at work for no attempt.', {
    origin: 'gateway',
    recourse: 'none',
    billed: 'no',
    reason: 'sdk_client_outside',
    hint: 'Await all that the client sends within the task that is given to "use".',
  })
}
