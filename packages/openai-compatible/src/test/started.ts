import {
  type Attempt,
  type chat,
  type embedding,
  type ModelCard,
  type moderation,
  type Offer,
  type Plugin,
  type Relay,
  silentLog,
  type Warning,
} from '@lucid-gateway/core'
import { createTransport, type Transport } from '@lucid-gateway/transport'

type Key = Readonly<Record<string, string>>

export interface Started {
  readonly chat: Required<Pick<Offer<typeof chat, Key>, 'generate' | 'stream'>> & {
    readonly relay: Relay<typeof chat, Key>
  }
  readonly embedding?: Required<Pick<Offer<typeof embedding, Key>, 'generate'>> & {
    readonly relay: Relay<typeof embedding, Key>
  }
  readonly moderation?: Required<Pick<Offer<typeof moderation, Key>, 'generate'>>
  readonly listModels: (attempt: Attempt<Key>) => Promise<readonly ModelCard[]>
  readonly probe: (attempt: Attempt<Key>) => Promise<void>
}

/** What a plugin provides for an account with these settings. */
export async function started(plugin: Plugin, settings: object): Promise<Started> {
  const config = await plugin.config?.['~standard'].validate(settings)
  if (!config || config.issues) throw new Error(JSON.stringify(config?.issues))
  const { promise, resolve } = Promise.withResolvers<Started>()
  const provide = (provision: unknown): void => resolve(provision as Started)
  await plugin.setup({ config: config.value, account: plugin.id, log: silentLog, provide, onDispose() {} })
  return promise
}

export function attemptAt(
  transport: Transport,
  url: string,
  model: string,
  credentials: Key,
): Attempt<Key> & { readonly warnings: readonly Warning[] } {
  const { signal } = new AbortController()
  const deadline = Date.now() + 10_000
  const warnings: Warning[] = []
  return {
    model,
    credentials,
    signal,
    deadline,
    http: transport.http({ hosts: [{ host: new URL(url).host, operator: true }], signal, deadline }),
    callId: 'call',
    idempotencyKey: 'call:acme',
    number: 1,
    account: 'acme',
    log: silentLog,
    warn: warning => warnings.push(warning),
    warnings,
  }
}

export function freshTransport(): Transport & AsyncDisposable {
  const transport = createTransport()
  return { ...transport, [Symbol.asyncDispose]: () => transport.close() }
}
