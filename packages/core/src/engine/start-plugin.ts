import type { Capability } from '../capabilities/capability.ts'
import { fromUnknown } from '../errors/from-unknown.ts'
import { LucidError } from '../errors/lucid-error.ts'
import type { Plugin, Provision } from '../plugin/define-plugin.ts'
import { type Clock, systemClock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Offer } from '../provider/offer.ts'
import { issuePath } from '../standard-schema.ts'
import { Disposers } from './disposers.ts'
import { isOffer } from './invoke.ts'

/** A plugin that was set up under one account's settings. */
export interface PluginInstance {
  readonly plugin: Plugin
  readonly account: string
  readonly config: unknown
  readonly provision: PluginProvision
  offer<C extends Capability>(capability: C): Offer<C> | undefined
  /** Runs what the plugin asked for, last in first out; errors are logged. */
  dispose(): Promise<void>
}

export type PluginProvision = Pick<
  Provision<Record<never, never>, Readonly<Record<string, string>>>,
  'listModels' | 'probe' | 'hooks' | 'ports'
>

export interface StartOptions {
  readonly account: string
  /** The account's settings as the operator wrote them. */
  readonly config?: unknown
  /** Where those settings stand, for errors: `accounts.<account>.config` unless said. */
  readonly configAt?: string
  readonly log: Log
  readonly timeoutMs?: number
  readonly clock?: Clock
}

/** Checks the settings and runs `setup`; every failure names the plugin and the account. */
export async function startPlugin(plugin: Plugin, options: StartOptions): Promise<PluginInstance> {
  const { account } = options
  const log = options.log.child({ plugin: plugin.id, account })
  const config = deepFreeze(await checkedConfig(plugin, options))
  const disposers = new Disposers(log)
  try {
    const provision = await setUp(plugin, options, config, log, disposers)
    return {
      plugin,
      account,
      config,
      provision: provision as PluginProvision,
      offer: capability => provision[capability.id] as Offer<typeof capability> | undefined,
      dispose: () => disposers.end(),
    }
  } catch (thrown) {
    await disposers.end()
    throw thrown
  }
}

async function setUp(
  plugin: Plugin,
  { account, timeoutMs = 10_000, clock = systemClock }: StartOptions,
  config: unknown,
  log: Log,
  disposers: Disposers,
): Promise<Record<string, unknown>> {
  let provided: Record<string, unknown> | undefined
  const setup = (async () =>
    plugin.setup({
      config,
      account,
      log,
      provide: provision => {
        if (provided) throw pluginError(plugin, account, 'plugin_provide', 'it called provide() twice.')
        provided = provision as Record<string, unknown>
      },
      onDispose: dispose => disposers.add(dispose),
    }))()
  await within(setup, timeoutMs, clock, () =>
    pluginError(plugin, account, 'plugin_timeout', `its setup did not finish within ${timeoutMs} ms.`, {
      hint: 'A setup must settle: look for a promise that never does. Raise setupTimeoutMs if it is only slow.',
    }),
  ).catch((thrown: unknown) => {
    if (LucidError.is(thrown) && thrown.details?.['plugin'] === plugin.id) throw thrown
    const { message, hint } = fromUnknown(thrown)
    throw pluginError(plugin, account, 'plugin_setup', `its setup failed: ${message}`, {
      cause: thrown,
      ...(hint === undefined ? {} : { hint }),
    })
  })
  if (!provided)
    throw pluginError(plugin, account, 'plugin_provide', 'its setup finished without calling provide().')
  checkProvision(plugin, account, provided)
  return provided
}

async function checkedConfig(
  plugin: Plugin,
  { account, config, configAt = `accounts.${account}.config` }: StartOptions,
): Promise<unknown> {
  if (!plugin.config) {
    if (
      config === undefined ||
      (typeof config === 'object' && config !== null && Object.keys(config).length === 0)
    ) {
      return {}
    }
    throw pluginError(plugin, account, 'plugin_config', 'it takes no config, but was given some.', {
      param: configAt,
    })
  }
  const checked = await plugin.config['~standard'].validate(config ?? {})
  if (!checked.issues) return checked.value
  const [issue] = checked.issues
  const path = issue ? issuePath(issue) : ''
  throw pluginError(
    plugin,
    account,
    'plugin_config',
    `config${path && `.${path}`}: ${issue?.message ?? 'not valid'}`,
    {
      param: `${configAt}${path && `.${path}`}`,
      hint: "The plugin's README, and its types in an editor, say what its config may hold.",
    },
  )
}

function checkProvision(plugin: Plugin, account: string, provision: Record<string, unknown>): void {
  for (const id of Object.keys(plugin.capabilities)) {
    const offer = provision[id] as Offer | undefined
    if (isOffer(offer)) continue
    throw pluginError(plugin, account, 'plugin_provide', `it declares ${id} but provides nothing for it.`, {
      hint: `Call provide({ ${id}: { generate | stream | job | open | relay } }).`,
    })
  }
  checkPorts(plugin, account, provision)
}

/** A host reads the head to tell what a plugin is for, so that one with a store is not set up as a provider. */
function checkPorts(plugin: Plugin, account: string, provision: Record<string, unknown>): void {
  const declared: readonly string[] = plugin.ports ?? []
  const provided = Object.keys(definedOf(provision['ports'] ?? {}))
  const undeclared = provided.find(name => !declared.includes(name))
  if (undeclared !== undefined)
    throw pluginError(
      plugin,
      account,
      'plugin_provide',
      `it provides the port "${undeclared}" and does not declare it.`,
      { hint: `Write ports: [${provided.map(name => `'${name}'`).join(', ')}] beside its id.` },
    )
  const absent = declared.find(name => !provided.includes(name))
  if (absent === undefined) return
  throw pluginError(
    plugin,
    account,
    'plugin_provide',
    `it declares the port "${absent}" but does not provide it.`,
    {
      hint: `Call provide({ ports: { ${absent} } }).`,
    },
  )
}

function definedOf(ports: object): object {
  return Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined))
}

async function within<T>(promise: Promise<T>, ms: number, clock: Clock, late: () => LucidError): Promise<T> {
  const expired = Promise.withResolvers<never>()
  const stop = clock.after(ms, () => expired.reject(late()))
  // A clock keeps no process alive, and where nothing else does, Node would end before it could say what is wrong.
  const alive = setInterval(() => {}, 2 ** 30)
  return Promise.race([promise, expired.promise]).finally(() => {
    stop()
    clearInterval(alive)
  })
}

function pluginError(
  plugin: Plugin,
  account: string,
  reason: string,
  what: string,
  more: { readonly hint?: string; readonly param?: string; readonly cause?: unknown } = {},
): LucidError {
  return new LucidError('unavailable', `Plugin "${plugin.id}" (account "${account}"): ${what}`, {
    reason,
    recourse: 'other',
    details: { plugin: plugin.id, account },
    ...more,
  })
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || value instanceof URL)
    return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
