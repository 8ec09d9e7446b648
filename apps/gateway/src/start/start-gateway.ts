import { resolve } from 'node:path'
import { LucidError } from '@lucid-gateway/core'
import { createAdminGate } from '../admin/admin-gate.ts'
import { firstAdmin, type FirstAdmin, keepFirstAdmin } from '../admin/first-admin.ts'
import type { Rulebook } from '@lucid-gateway/runtime'
import { composeGeneration, type Generation } from '../composition/generation.ts'
import { composeRoot } from '../composition/root.ts'
import * as tokens from '../composition/tokens.ts'
import { takesBudgets } from '../config/keeps-ledger.ts'
import { type Configured, loadConfig } from '../config/load-config.ts'
import type { Host } from '../host.ts'
import { Repriced } from '../ledger/repriced.ts'
import { firstKey, type FirstKey, keepFirstKey } from '../access/first-key.ts'
import type { Tenants } from '../keys/tenants.ts'
import { listen } from '../http/listen.ts'
import { webhookSecretVariable } from '../jobs/webhook-secrets.ts'
import { createApp } from '../routes/create-app.ts'
import { routes } from '../routes/table.ts'
import { version } from '../version.ts'
import { addressOf, isPrivateTo, urlOf } from './address.ts'
import { assemble, type Assembled } from './assemble.ts'
import { dataDirOf } from './data-dir.ts'
import { drain } from './drain.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'
import { forgetOldRows } from './forgetting.ts'
import { openData } from './open-data.ts'
import { openLog } from './open-log.ts'
import { reloader } from './reloader.ts'
import { stopwatch } from './stopwatch.ts'
import { watchConfig } from './watch-config.ts'

/** Starts a gateway in this process; resolves once it serves. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const timings = stopwatch()
  const cwd = resolve(options.cwd ?? process.cwd())
  const place = {
    cwd,
    env: options.env ?? process.env,
    ...(options.configFile === undefined ? {} : { file: options.configFile }),
    ...(options.config === undefined ? {} : { value: options.config }),
  }
  const configured = await loadConfig(place)
  timings.lap('config')
  const { log, secrets, flush } = openLog(configured, options)
  const whole = { cwd, extra: options.plugins ?? [], log, secrets }
  // Beside the plugins, as neither waits for the other.
  const opening = openData(configured, cwd, log)
  opening.catch(() => {})
  const first = await assemble(configured, whole).catch(async (error: unknown) => {
    await opening.then(data => data.close()).catch(() => {})
    throw error
  })
  timings.lap('plugins')

  const address = addressOf(options, configured.env, configured.settings)
  const made = isPrivateTo(address) ? undefined : await firstKeyIfNone(configured, cwd)
  const foundAdmin = await firstAdmin(configured.env, dataDirOf(cwd, configured.env))
  const data = await opening
  timings.lap('data')
  const { createRuntime } = await import('@lucid-gateway/runtime')
  const ports = { ...first.runtimeOptions.ports, ...data.ports }
  const { journal = false } = data
  // Of what is made while it runs: it stands in the Store, which the runtime has.
  let rules: Rulebook | undefined
  const rulebook: Rulebook = { of: principal => rules?.of(principal) }
  const runtime = await createRuntime({ ...first.runtimeOptions, ports, journal, rulebook }).catch(
    async (error: unknown) => {
      await data.close()
      throw error
    },
  )
  timings.lap('runtime')

  let port = address.port
  let generation: Generation
  let draining = false
  let admin: FirstAdmin | undefined
  const root = composeRoot({
    log,
    runtime,
    port: () => port,
    webhookSecret: configured.env[webhookSecretVariable],
    ...(isPrivateTo(address) ? { host: address.host } : {}),
  })
  const tenants: Tenants = root.resolve(tokens.tenants)
  rules = tenants.storedRules
  await Promise.all([tenants.stored.open(), tenants.storedRules.open()])
  const isKeyless = (): boolean => generation.keys.length === 0 && !tenants.stored.any
  const use = ({ configured: { settings, keys }, reports }: Assembled): void => {
    const known = keys.length === 0 && made ? [made.key] : keys
    generation = composeGeneration(root, { settings, keys: known, plugins: reports })
  }
  const host: Host = {
    version,
    log,
    scrub: secrets.scrub,
    runtime,
    pulse: root.resolve(tokens.pulse),
    images: root.resolve(tokens.images),
    responses: root.resolve(tokens.responses),
    doneOnce: root.resolve(tokens.doneOnce),
    tenants,
    adminGate: createAdminGate(tenants.admins, () => admin?.fixed),
    takesBudgets: takesBudgets(configured.settings),
    get fixedAdmin() {
      return admin?.fixed
    },
    webhookSecrets: root.resolve(tokens.webhookSecrets),
    get generation() {
      return generation
    },
    get draining() {
      return draining
    },
  }
  const app = createApp(routes, host)
  const { limits } = configured.settings.server
  const listening = await listen({ ...address, limits, app, log }).catch(async (error: unknown) => {
    await runtime.close({ graceMs: 0 })
    await data.close()
    throw error
  })
  port = listening.port
  use(first)
  if (made?.fresh !== undefined) {
    await keepFirstKey(made).catch(async (error: unknown) => {
      await drain(listening.server, runtime, 0)
      await data.close()
      throw error
    })
  }
  admin = await keepFirstAdmin(foundAdmin, log)
  timings.lap('listen')

  const reload = reloader({
    first,
    log,
    prepare: async () => assemble(await loadConfig({ ...place, ...fileOf(configured) }), whole),
    async apply(next) {
      if (next.configured.keys.length === 0 && !made && generation.keys.length > 0 && !tenants.stored.any)
        throw keysNeeded()
      if ((next.runtimeOptions.budgets ?? []).length > 0 && !host.takesBudgets) throw ledgerNeeded()
      await runtime.reload(next.runtimeOptions)
      use(next)
      watchAll(next.catalog.file)
      log.info('config reloaded', { generation: runtime.generation })
    },
  })
  const stopForgetting = forgetOldRows({
    ledger: runtime.ports.ledger,
    repriced: new Repriced(runtime.ports.store),
    clock: runtime.ports.clock,
    log,
    keepDays: () => generation.settings.ledger.keepDays,
  })
  let unwatch: (() => void) | undefined
  let beside: string | undefined
  /** The file of models that the config names may be another with each reload. */
  function watchAll(catalog: string | undefined): void {
    if (!options.watch || draining || (unwatch && catalog === beside)) return
    unwatch?.()
    beside = catalog
    const files = { file: configured.file, beside: catalog === undefined ? [] : [catalog] }
    unwatch = watchConfig(cwd, files, () => void reload().catch(() => {}))
  }
  watchAll(first.catalog.file)

  return {
    ...address,
    port,
    url: urlOf({ ...address, port }),
    get keyless() {
      return isKeyless()
    },
    ...(made?.fresh === undefined ? {} : { firstKey: made.fresh }),
    ...(admin?.fresh === undefined ? {} : { firstAdminKey: admin.fresh }),
    ...(made === undefined ? {} : { firstKeyFile: made.file }),
    ...(configured.file === undefined ? {} : { configFile: configured.file }),
    get plugins() {
      return generation.plugins
    },
    runtime,
    log,
    timings: timings.laps,
    reload,
    async close({ drainMs = generation.settings.server.drainMs } = {}) {
      draining = true
      unwatch?.()
      stopForgetting()
      await drain(listening.server, runtime, drainMs)
      await data.close()
      flush()
    },
  }
}

/** Others can reach the gateway, so there must be a key; if none was configured, one is made. */
async function firstKeyIfNone({ env, keys }: Configured, cwd: string): Promise<FirstKey | undefined> {
  return keys.length > 0 ? undefined : firstKey(dataDirOf(cwd, env))
}

/** The file that a gateway was started with must stay: without it, all that it says would be taken back in silence. */
function fileOf({ file }: Configured): { readonly file?: string } {
  return file === undefined ? {} : { file }
}

function ledgerNeeded(): LucidError {
  return new LucidError('unavailable', 'The config has budgets now, and this process keeps no ledger.', {
    reason: 'no_ledger',
    recourse: 'none',
    hint: 'Set ledger.on: true, and start the gateway again.',
  })
}

function keysNeeded(): LucidError {
  return new LucidError('unavailable', 'The config has no key any more; who calls would need none.', {
    reason: 'keys_needed',
    recourse: 'none',
    hint: 'Keep a key. If callers on this machine are to need none, start the gateway again.',
  })
}
