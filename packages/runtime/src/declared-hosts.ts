import type { Plugin } from '@lucid-gateway/core'
import type { DeclaredHost } from '@lucid-gateway/transport'

/**
 * Where an account may send its credentials. A host that is there only because of the operator's settings was
 * written by the operator, who may mean a private address.
 */
export async function declaredHosts(plugin: Plugin, config: unknown): Promise<readonly DeclaredHost[]> {
  if (typeof plugin.hosts !== 'function') {
    return plugin.hosts.map(host => ({ host: host.toLowerCase(), operator: false }))
  }
  const own = await defaultHosts(plugin, plugin.hosts)
  return plugin
    .hosts(config)
    .map(host => ({ host: host.toLowerCase(), operator: !own.has(host.toLowerCase()) }))
}

async function defaultHosts(
  plugin: Plugin,
  hosts: (config: unknown) => readonly string[],
): Promise<ReadonlySet<string>> {
  const defaults = plugin.config ? await plugin.config['~standard'].validate({}) : { value: {} }
  if (defaults.issues) return new Set()
  return new Set(hosts(defaults.value).map(host => host.toLowerCase()))
}
