import { type Plugin, silentLog } from '@lucid-gateway/core'

/** Starts a plugin for an account with these settings. What it provides is for the caller to name. */
export async function provisionOf(plugin: Plugin, settings: object): Promise<unknown> {
  const config = await plugin.config?.['~standard'].validate(settings)
  if (!config || config.issues)
    throw new Error(`These settings are not good: ${JSON.stringify(config?.issues)}`)
  const { promise, resolve } = Promise.withResolvers<unknown>()
  await plugin.setup({
    config: config.value,
    account: plugin.id,
    log: silentLog,
    provide: resolve,
    onDispose() {},
  })
  return promise
}
