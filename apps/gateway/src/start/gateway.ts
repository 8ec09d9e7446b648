import type { Log, Plugin } from '@lucid-gateway/core'
import type { PluginUse, Runtime } from '@lucid-gateway/runtime'
import type { Config } from '../config/config.ts'
import type { Env } from '../config/env-file.ts'
import type { PluginReport } from '../discovery/plugin-report.ts'
import type { LogLevel } from '../log/log-level.ts'
import type { Address } from './address.ts'

export interface GatewayOptions extends Partial<Address> {
  /** The folder of the project: its config, `.env` and package.json. The process's own unless said. */
  readonly cwd?: string
  /** The process's environment unless said. */
  readonly env?: Env
  /** A config file other than the folder's. */
  readonly configFile?: string
  /** A config instead of a file. */
  readonly config?: Config
  /** Plugins beside those of config or project: packages, paths, or plugins themselves. */
  readonly plugins?: readonly (string | Plugin | PluginUse)[]
  /** Reload when the config file or `.env` changes. */
  readonly watch?: boolean
  /** Where log lines go; standard output unless said. */
  readonly write?: (line: string) => void
  readonly logLevel?: LogLevel
}

/** A gateway that serves. */
export interface Gateway extends Address {
  readonly url: string
  /** Whether callers on this machine need no key. */
  readonly keyless: boolean
  /** The key that was made because others can reach the gateway and none was configured: shown this once. */
  readonly firstKey?: string
  /** Where the hash of such a key is kept, also of one that was made at an earlier start. */
  readonly firstKeyFile?: string
  /** The admin key that was made at the first start with this data folder: shown this once. */
  readonly firstAdminKey?: string
  readonly configFile?: string
  readonly plugins: readonly PluginReport[]
  readonly runtime: Runtime
  readonly log: Log
  /** How long the steps of starting took, in milliseconds. */
  readonly timings: readonly Timing[]
  /** Reads the config again; rejects if it is bad, and goes on with what it had. */
  reload(): Promise<void>
  /** Takes no more calls, waits for those under way, and ends them when the time for that is over. */
  close(options?: { readonly drainMs?: number }): Promise<void>
}

export interface Timing {
  readonly step: string
  readonly ms: number
}
