import type { Capability } from '../capabilities/capability.ts'
import { LucidError } from '../errors/lucid-error.ts'
import type { Offer } from '../provider/offer.ts'
import { isOffer } from './invoke.ts'
import type { PluginInstance } from './start-plugin.ts'

/** What is there: plugin instances by account, found by account or by capability, with the capability's types. */
export interface Registry {
  add(instance: PluginInstance): void
  get(account: string): PluginInstance | undefined
  offer<C extends Capability>(account: string, capability: C): Offer<C> | undefined
  /** Accounts that offer it, in the order in which they were added. */
  offering(capability: Capability): readonly PluginInstance[]
  /** Every capability that some account offers. */
  capabilities(): readonly Capability[]
  capability(id: string): Capability | undefined
  instances(): readonly PluginInstance[]
}

export function createRegistry(): Registry {
  const instances = new Map<string, PluginInstance>()
  const capabilities = new Map<string, Capability>()

  return {
    add(instance) {
      if (instances.has(instance.account)) {
        throw new LucidError('conflict', `There are two accounts with the name "${instance.account}".`, {
          origin: 'gateway',
          reason: 'account_twice',
          hint: "Give one of them a name of its own: use(plugin, { as: 'name' }).",
        })
      }
      instances.set(instance.account, instance)
      for (const [id, capability] of Object.entries(instance.plugin.capabilities)) {
        if (!capabilities.has(id)) capabilities.set(id, capability)
      }
    },
    get: account => instances.get(account),
    offer: (account, capability) => instances.get(account)?.offer(capability),
    offering: capability => [...instances.values()].filter(instance => isOffer(instance.offer(capability))),
    capabilities: () => [...capabilities.values()],
    capability: id => capabilities.get(id),
    instances: () => [...instances.values()],
  }
}
