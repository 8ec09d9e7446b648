import type { Plugin } from '@lucid-gateway/core'
import type { PluginInstance } from '@lucid-gateway/core/engine'

/** That the operator turns a capability of an account, or of all accounts of a provider, on or off. */
export interface CapabilityFlag {
  readonly capability: string
  /** The name of an account or of a provider; case does not count, and a dash is as good as an underscore. */
  readonly name: string
  readonly on: boolean
  /** How the operator knows it: `ENABLE_IMAGE_GENERATION_DEMO=false`. Errors say so. */
  readonly by: string
}

/** What turned a capability off, by the capability's id. */
export type TurnedOff = ReadonlyMap<string, string>

/** What the flags take from an account. One for the account itself outranks one for its provider. */
export function turnedOff(account: string, plugin: Plugin, flags: readonly CapabilityFlag[]): TurnedOff {
  const off = new Map<string, string>()
  for (const capability of Object.keys(plugin.capabilities)) {
    const meant = flags.filter(flag => flag.capability === capability)
    const flag =
      meant.find(({ name }) => isFlagged(account, name)) ??
      meant.find(({ name }) => isFlagged(plugin.id, name))
    if (flag?.on === false) off.set(capability, flag.by)
  }
  return off
}

/** Whether a flag's name is that one. */
export function isFlagged(name: string, flag: string): boolean {
  return asFlag(name) === asFlag(flag)
}

function asFlag(name: string): string {
  return name.toUpperCase().replaceAll('-', '_')
}

/** The plugin as if it had never had what is turned off. A model that served nothing else stays, so that calls for it can be told why. */
export function withoutTurnedOff(plugin: Plugin, off: TurnedOff): Plugin {
  if (off.size === 0) return plugin
  const isOn = (id: string): boolean => !off.has(id)
  return Object.freeze({
    ...plugin,
    capabilities: Object.freeze(
      Object.fromEntries(Object.entries(plugin.capabilities).filter(([id]) => isOn(id))),
    ),
    models: Object.freeze(
      plugin.models.map(card => ({ ...card, capabilities: card.capabilities.filter(isOn) })),
    ),
  })
}

/** The same for what it gave at its start. */
export function offeringWithout(instance: PluginInstance, off: TurnedOff): PluginInstance {
  if (off.size === 0) return instance
  return {
    ...instance,
    offer: capability => (off.has(capability.id) ? undefined : instance.offer(capability)),
  }
}
