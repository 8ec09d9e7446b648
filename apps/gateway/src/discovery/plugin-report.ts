import type { ErrorRecord } from '@lucid-gateway/core'

/** What became of one plugin, for `lucid plugins`, `lucid doctor` and the start-up message. */
export interface PluginReport {
  /** The package, the path, or the plugin's id where the config holds the plugin itself. */
  readonly name: string
  readonly version?: string
  readonly id?: string
  readonly capabilities?: readonly string[]
  /** Who named it. */
  readonly from: 'config' | 'package.json' | 'command line' | 'bundled'
  readonly state: 'enabled' | 'skipped' | 'failed'
  /** Why it is not enabled. */
  readonly why?: string
  /** The credentials for want of which it was skipped, by name. */
  readonly missing?: readonly string[]
  readonly error?: ErrorRecord
}
