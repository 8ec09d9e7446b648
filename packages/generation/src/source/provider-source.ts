import type { LucidError, Plugin } from '@lucid-gateway/core'
import type { OwnKeys, Runtime } from '@lucid-gateway/runtime'
import type { OwnProvider } from '../provider/own-provider.ts'
import type { GenerationProvider } from '../provider/provider.ts'
import type { ProviderSettings } from '../settings.ts'

/** Where the providers of a service come from, and the runtime that they are at work in. */
export interface ProviderSource {
  /** Whether the first of them serves who names none; else the runtime's kind `image.default` does. */
  readonly firstServes: boolean
  /** The runtime, with all that was registered by then. */
  runtime(): Promise<Runtime>
  register(provider: OwnProvider | Plugin, settings?: ProviderSettings): void
  providers(): Promise<readonly ListedProvider[]>
  /** The model of a provider that is asked where none is named. */
  modelOf(listed: ListedProvider, ownKeys?: OwnKeys): Promise<string | undefined>
  /** Why one that is not among them can't be asked, where that is known. */
  whyNot?(id: string): LucidError | undefined
  close(): Promise<void>
}

export interface ListedProvider {
  readonly id: string
  /** Other names that it goes by: that of its plugin, which it may share. */
  readonly aliases: readonly string[]
  /** Absent where it could not be loaded. */
  readonly provider?: GenerationProvider
  /** Where it is the application's own: it checks requests by itself, and its defaults go into them. */
  readonly own?: OwnProvider
  /** Why it can't serve. */
  readonly fault?: LucidError
}
