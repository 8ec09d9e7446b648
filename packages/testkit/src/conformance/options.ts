import type { CapabilityMap, Plugin, RequestOf } from '@lucid-gateway/core'
import type { ScenarioName } from '../scenarios/index.ts'
import type { Subject } from './subject.ts'

/** What the conformance suite has to know of a plugin. */
export interface ProviderSuite<P extends Plugin = Plugin> {
  readonly plugin: P
  /**
   * Starts a stand-in of the vendor: a `scriptedServer`, a simulator, whatever has a URL. Without one only what needs
   * no vendor is tested.
   */
  readonly server?: () => VendorServer | Promise<VendorServer>
  /** Test credentials (any values of eight characters or more) and settings, which lead the plugin to `url`. */
  readonly account?: TestAccount | ((vendor: { readonly url: string }) => TestAccount)
  /** Models and requests to test with, by capability. Built-in capabilities have requests of their own. */
  readonly capabilities?: SamplesOf<P['capabilities']>
  /** The plugin's package.json, `new URL('../package.json', import.meta.url)`, to see that its head says the same. */
  readonly packageJson?: URL
  /** The vendor's error body for a message, where it is not `{ error: { message, type, code } }`. */
  readonly vendorError?: (message: string) => unknown
  /**
   * The event by which the vendor tells of an error in the middle of a stream (server-sent events or NDJSON), where it
   * is not what `vendorError` gives. A `type` in it is the name of the event, too.
   */
  readonly streamError?: (message: string) => unknown
  /** Scenarios that can't hold for this vendor, each with the reason. */
  readonly skip?: Readonly<Partial<Record<ScenarioName, string>>>
  /** Further tests of yours, in the same block; called when tests are collected. */
  readonly additionalTests?: (subject: () => Subject) => void
}

export interface VendorServer {
  readonly url: string
  close(): Promise<unknown> | void
}

export interface TestAccount {
  readonly credentials?: Readonly<Record<string, string>>
  readonly config?: unknown
}

type SamplesOf<Capabilities extends CapabilityMap> = {
  readonly [K in keyof Capabilities]?: {
    /** The first model whose card names the capability, unless said. */
    readonly model?: string
    readonly requests?: readonly RequestOf<Capabilities[K]>[]
  }
}
