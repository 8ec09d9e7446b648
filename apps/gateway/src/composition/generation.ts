import type { DependencyContainer } from 'tsyringe'
import type { AppKey } from '../access/app-key.ts'
import { createGate, type Gate } from '../access/gate.ts'
import { createKeyring } from '../access/keyring.ts'
import type { Settings } from '../config/config.ts'
import type { PluginReport } from '../discovery/plugin-report.ts'
import { provide } from './token.ts'
import * as tokens from './tokens.ts'

/** What one state of the config makes of the host. Immutable: a reload makes the next. */
export interface Generation {
  readonly settings: Settings
  readonly gate: Gate
  /** The keys of the config. */
  readonly keys: readonly AppKey[]
  readonly plugins: readonly PluginReport[]
}

export interface GenerationParts {
  readonly settings: Settings
  readonly keys: readonly AppKey[]
  readonly plugins: readonly PluginReport[]
}

/** One child container for each generation, never one for a request. */
export function composeGeneration(root: DependencyContainer, parts: GenerationParts): Generation {
  const container = root.createChildContainer()
  provide(container, tokens.settings, () => parts.settings)
  provide(container, tokens.appKeys, () => parts.keys)
  provide(container, tokens.pluginReports, () => parts.plugins)
  provide(container, tokens.keyring, get => createKeyring(get(tokens.appKeys)))
  provide(container, tokens.gate, get =>
    createGate({
      keyring: get(tokens.keyring),
      stored: get(tokens.tenants).stored,
      keyless: get(tokens.keylessRule),
    }),
  )
  provide(container, tokens.generation, get => ({
    settings: get(tokens.settings),
    gate: get(tokens.gate),
    keys: get(tokens.appKeys),
    plugins: get(tokens.pluginReports),
  }))
  return container.resolve(tokens.generation)
}
