import { resolve } from 'node:path'
import { LucidError } from '@lucid-gateway/core'
import { composeGeneration, type Generation } from '../composition/generation.ts'
import { composeRoot } from '../composition/root.ts'
import * as tokens from '../composition/tokens.ts'
import { loadConfig } from '../config/load-config.ts'
import type { Host } from '../host.ts'
import { firstKey, type FirstKey } from '../access/first-key.ts'
import { listen } from '../http/listen.ts'
import { createApp } from '../routes/create-app.ts'
import { routes } from '../routes/table.ts'
import { version } from '../version.ts'
import { addressOf, isPrivateTo, urlOf } from './address.ts'
import { assemble, type Assembled } from './assemble.ts'
import { drain } from './drain.ts'
import type { Gateway, GatewayOptions } from './gateway.ts'
import { openLog } from './open-log.ts'
import { warnOfRestarts } from './restart-settings.ts'
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
  let assembled = await assemble(configured, whole)
  timings.lap('plugins')

  const address = addressOf(options, configured.env, configured.settings)
  const shut = isPrivateTo(address)
  const made = await firstKeyIfOpen(assembled, shut, cwd)
  const { createRuntime } = await import('@lucid-gateway/runtime')
  const runtime = await createRuntime(assembled.runtimeOptions)
  timings.lap('runtime')

  const listening = await listen({ ...address, limits: configured.settings.server.limits }).catch(
    async (error: unknown) => {
      await runtime.close({ graceMs: 0 })
      throw error
    },
  )
  const root = composeRoot({ log, port: () => listening.port })
  const compose = ({ configured: { settings, keys }, reports }: Assembled): Generation =>
    composeGeneration(root, {
      settings,
      keys: keys.length === 0 && made ? [made.key] : keys,
      plugins: reports,
    })
  let generation = compose(assembled)
  let draining = false
  const host: Host = {
    version,
    log,
    scrub: secrets.scrub,
    runtime,
    pulse: root.resolve(tokens.pulse),
    get generation() {
      return generation
    },
    get draining() {
      return draining
    },
  }
  listening.serve(createApp(routes, host))
  timings.lap('listen')

  async function reload(): Promise<void> {
    try {
      const next = await assemble(await loadConfig(place), whole)
      if (!shut && next.configured.keys.length === 0 && !made) throw keysNeeded()
      await runtime.reload(next.runtimeOptions)
      warnOfRestarts(assembled.configured.settings, next.configured.settings, log)
      assembled = next
      generation = compose(next)
      log.info('config reloaded', { generation: runtime.generation })
    } catch (error) {
      log.error('the new config is bad; the running one stays', { error })
      throw error
    }
  }
  let reloading = Promise.resolve()
  const inTurn = (): Promise<void> => {
    const turn = reloading.then(reload)
    reloading = turn.catch(() => {})
    return turn
  }
  const unwatch = options.watch
    ? watchConfig(cwd, configured.file, () => void inTurn().catch(() => {}))
    : undefined

  return {
    ...address,
    port: listening.port,
    url: urlOf({ ...address, port: listening.port }),
    get keyless() {
      return generation.keyless
    },
    ...(made?.fresh === undefined ? {} : { firstKey: made.fresh }),
    ...(configured.file === undefined ? {} : { configFile: configured.file }),
    get plugins() {
      return generation.plugins
    },
    runtime,
    log,
    timings: timings.laps,
    reload: inTurn,
    async close({ drainMs = generation.settings.server.drainMs } = {}) {
      draining = true
      unwatch?.()
      await drain(listening.server, runtime, drainMs)
      flush()
    },
  }
}

/** Others can reach the gateway, so there must be a key; if none was configured, one is made. */
async function firstKeyIfOpen(
  { configured }: Assembled,
  shut: boolean,
  cwd: string,
): Promise<FirstKey | undefined> {
  if (shut || configured.keys.length > 0) return undefined
  return firstKey(resolve(cwd, configured.env['LUCID_DATA_DIR'] || 'data'))
}

function keysNeeded(): LucidError {
  return new LucidError(
    'unavailable',
    'Others can reach the gateway, so the config cannot take all keys away.',
    {
      reason: 'keys_needed',
      recourse: 'none',
      hint: 'Keep a key, or start the gateway again on 127.0.0.1.',
    },
  )
}
