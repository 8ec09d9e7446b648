import type { Capability } from '../capabilities/capability.ts'
import { LucidError } from '../errors/lucid-error.ts'
import type { Offer } from '../provider/offer.ts'
import { isOffer } from './invoke.ts'
import { isSameCapability, ownCapability } from './same-capability.ts'
import type { PluginInstance } from './start-plugin.ts'

/** What is there: plugin instances by account, found by account or by capability, with the capability's types. */
export interface Registry {
  /** Throws where there is an account of that name, or the plugin means something else by the id of a capability. */
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
      for (const [id, capability] of Object.entries(instance.plugin.capabilities)) {
        const known = ownCapability(id) ?? capabilities.get(id)
        if (known && !isSameCapability(known, capability)) throw otherCapability(id, instance, instances)
      }
      instances.set(instance.account, instance)
      for (const [id, capability] of Object.entries(instance.plugin.capabilities)) {
        if (!capabilities.has(id)) capabilities.set(id, ownCapability(id) ?? capability)
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

function otherCapability(
  id: string,
  { plugin, account }: PluginInstance,
  instances: ReadonlyMap<string, PluginInstance>,
): LucidError {
  const first = [...instances.values()].find(each => Object.hasOwn(each.plugin.capabilities, id))
  const whose = ownCapability(id) ? "Lucid's own" : `that of plugin "${first?.plugin.id}"`
  return new LucidError(
    'conflict',
    `Plugin "${plugin.id}" (account "${account}"): its capability "${id}" is not ${whose}, which has the same id.`,
    {
      origin: 'gateway',
      recourse: 'none',
      reason: 'capability_twice',
      hint: ownCapability(id)
        ? `Import "${id}" from @lucid-gateway/core, or give the capability an id of its own.`
        : 'Take one of the two plugins out, or have its author give the capability an id of its own; plugins that mean the same import it from one package, in one version.',
      details: { plugin: plugin.id, account, capability: id },
    },
  )
}
