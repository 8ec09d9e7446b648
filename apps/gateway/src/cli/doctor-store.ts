import { dirname } from 'node:path'
import { issuePath, LucidError, type Plugin } from '@lucid-gateway/core'
import { storeConfig } from '../config/store-config.ts'
import { loadPlugin } from '../discovery/load-plugin.ts'
import type { Prepared } from './prepare.ts'

/**
 * What can be told of a store's plugin without opening it, which a gateway that runs may have done: absent where the store is
 * none of a plugin. Throws what would keep a gateway from starting.
 */
export async function storeFinding({
  configured,
  cwd,
}: Pick<Prepared, 'configured' | 'cwd'>): Promise<string | undefined> {
  const { settings, file, env } = configured
  if (!settings.store || settings.store.plugin === undefined) return undefined
  const { plugin: name, config } = settings.store
  const { plugin } = await loadPlugin(name, file === undefined ? cwd : dirname(file))
  const kept = [...(plugin.ports ?? [])].join(', ')
  if (kept === '') throw noPorts(plugin)
  await check(plugin, storeConfig(config, env))
  return `store: ${name} has ${kept} (it was not opened)`
}

async function check({ id, config: schema }: Plugin, config: unknown): Promise<void> {
  const { issues } = (await schema?.['~standard'].validate(config ?? {})) ?? {}
  const [issue] = issues ?? []
  if (!issue) return
  const path = issuePath(issue)
  const param = `store.config${path && `.${path}`}`
  throw new LucidError('invalid_request', `Plugin "${id}": ${param}: ${issue.message}`, {
    param,
    hint: "The plugin's README says what its config may hold.",
  })
}

function noPorts({ id }: Plugin): LucidError {
  return new LucidError('unavailable', `The plugin "${id}" of the store has neither a store nor a ledger.`, {
    param: 'store.plugin',
    reason: 'plugin_without_store',
    hint: `Name one that has; of one that you write its head says so: ports: ['store', 'ledger'].`,
  })
}
