import type { Attempt } from '@lucid-gateway/core'
import { poll, sdkClients } from './index.ts'

interface Key {
  readonly apiKey: string
}
declare const attempt: Attempt<Key>
declare const foreign: Attempt<{ readonly token: string }>

const clients = sdkClients({
  make: async ({ apiKey }: Key, fetch) => ({
    list: async (): Promise<readonly string[]> => [apiKey, typeof fetch],
  }),
})
const listed: Promise<readonly string[]> = clients.use(attempt, client => client.list())
void listed

// @ts-expect-error an attempt with other credentials
void clients.use(foreign, client => client.list())
// @ts-expect-error a method that the client has not
void clients.use(attempt, client => client.remove())

const { signal } = new AbortController()
const found: Promise<number> = poll(async () => ({ done: true, value: 1 }), { signal, deadline: 1 })
void found
// @ts-expect-error done, but with nothing to show
void poll<number>(async () => ({ done: true }), { signal, deadline: 1 })
