import { AsyncLocalStorage } from 'node:async_hooks'
import type { Attempt } from '@lucid-gateway/core'
import { sdkClients } from '@lucid-gateway/provider-kit'
import type Replicate from 'replicate'
import { readError, thrownBySdk } from '../errors.ts'

export interface ReplicateCredentials {
  readonly apiKey: string
  readonly webhookSecret?: string
}

export type ReplicateAttempt = Attempt<ReplicateCredentials>

export interface ReplicateClients {
  /** Does something with the vendor's SDK. What fails is a LucidError, and is not tried again. */
  use<T>(attempt: ReplicateAttempt, task: (client: Replicate) => Promise<T>): Promise<T>
}

type Fetch = typeof globalThis.fetch

/** The vendor's own SDK, which is loaded at the first use. */
export function replicateClients(baseUrl: string): ReplicateClients {
  const current = new AsyncLocalStorage<Use>()
  const clients = sdkClients<Replicate, ReplicateCredentials>({
    make: async (credentials, fetch) => {
      const { default: Client } = await import('replicate')
      return new Client({
        auth: credentials.apiKey,
        baseUrl,
        useFileOutput: false,
        fetch: once(fetch, credentials, current),
      })
    },
  })
  return {
    use: (attempt, task) =>
      clients.use(attempt, client =>
        current.run({ failure: undefined }, async () => {
          try {
            return await task(client)
          } catch (thrown) {
            throw thrownBySdk(thrown)
          }
        }),
      ),
  }
}

interface Use {
  failure: unknown
}

/**
 * The SDK asks again up to five times, at once and also for what creates, and cannot be told not to. Here the first failure
 * of a use is its last: it is thrown at each further try, and nothing more is sent.
 */
function once(fetch: Fetch, credentials: ReplicateCredentials, current: AsyncLocalStorage<Use>): Fetch {
  return async (input, init) => {
    const use = current.getStore()
    if (use?.failure !== undefined) throw use.failure
    try {
      const answer = await fetch(input, init)
      if (answer.ok) return answer
      const { headers, status } = answer
      throw readError(
        { status, headers: Object.fromEntries(headers), text: await answer.text() },
        credentials,
      )
    } catch (thrown) {
      if (use) use.failure = thrown
      throw thrown
    }
  }
}
