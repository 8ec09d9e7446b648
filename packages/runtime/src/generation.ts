import { createHmac, randomBytes } from 'node:crypto'
import {
  type Capability,
  checkPlugin,
  fromUnknown,
  type Hook,
  type Lifecycle,
  LucidError,
  type Outcome,
  type Payer,
  type Plugin,
} from '@lucid-gateway/core'
import {
  attemptLayers,
  callLayers,
  type CircuitBreaker,
  compose,
  createRegistry,
  lifecycles,
  type Onion,
  type PluginInstance,
  type Registry,
  startPlugin,
} from '@lucid-gateway/core/engine'
import type { AttemptContext, CallContext } from '@lucid-gateway/core'
import { createTransport, type DeclaredHost, type Transport } from '@lucid-gateway/transport'
import { type Account, resolveAccounts } from './accounts.ts'
import type { Budgets } from './budgets/budgets.ts'
import { callerHosts } from './caller-hosts.ts'
import { offeringWithout } from './capability-flags.ts'
import { declaredHosts } from './declared-hosts.ts'
import { hookFault } from './hook-fault.ts'
import { howToSet } from './missing.ts'
import { PriceWatch } from './models/price-watch.ts'
import { Shutdowns } from './models/shutdowns.ts'
import type { JobOptions, PluginUse, Ports, RuntimeOptions } from './options.ts'
import { Rates } from './rates/rates.ts'
import type { Rulebook } from './rules/rulebook.ts'
import type { Rests } from './rests.ts'
import { type RetryCount, RetryPolicy } from './retry.ts'
import { Router } from './router.ts'
import type { PluginFailure } from './runtime.ts'

/** An immutable state of the config: what calls that were admitted under it see until their end. */
export interface Generation {
  readonly number: number
  readonly registry: Registry
  readonly router: Router
  readonly transport: Transport
  readonly accounts: ReadonlyMap<string, GenerationAccount>
  /** Where addresses that callers give may lead besides the public internet. */
  readonly callerHosts: readonly string[]
  readonly failures: readonly PluginFailure[]
  readonly lifecycles: readonly Lifecycle[]
  readonly timeoutMs: number
  readonly jobs: JobOptions
  readonly retry: RetryPolicy
  /** Absent where it is taken out. */
  readonly breaker: CircuitBreaker | undefined
  readonly rests: Rests
  readonly prices: PriceWatch
  readonly shutdowns: Shutdowns
  /** Absent where there are no limits. */
  readonly rates: Rates | undefined
  /** Absent where there are no budgets. */
  readonly budgets: Budgets | undefined
  onions(capability: Capability): Onions
  /** Disposes of plugins and connections; to be called when no call is left. */
  dispose(): Promise<void>
}

export interface GenerationAccount extends Account {
  readonly hosts: readonly DeclaredHost[]
  readonly secrets: readonly string[]
  /** Differs where the credentials differ; tells nothing about them. Absent where they are a caller's own. */
  readonly secretVersion?: string
  /** Who pays for what is done with the credentials. */
  readonly payer: Payer
}

/** The layers of one capability, each composed once. */
export interface Onions {
  readonly call: Onion<CallContext, Outcome>
  readonly attempt: Onion<AttemptContext, Outcome>
  /** Whether some layer needs the canonical request or result. */
  readonly needsContent: boolean
  /** Whether there are layers round the call at all. */
  readonly layered: boolean
}

/** What outlives a generation. */
export interface Lasting {
  readonly breaker: CircuitBreaker | undefined
  readonly retries: RetryCount
  readonly rests: Rests
  readonly budgets: Budgets
  readonly rulebook: Rulebook | undefined
}

/** A plugin that fails is left out, unless it is required or the generation before has it at work: then all of this one fails. */
export async function buildGeneration(
  number: number,
  options: RuntimeOptions,
  ports: Ports,
  { breaker, retries, rests, budgets, rulebook }: Lasting,
  before?: Generation,
): Promise<Generation> {
  requireHooks(options.hooks ?? [])
  const openHosts = callerHosts(options.callerHosts ?? [])
  const failures: PluginFailure[] = []
  const ran = (account: string): boolean => before?.accounts.has(account) ?? false
  const plugins = options.plugins.filter(entry => isSound(entry, options, ports, failures, ran))
  const accountsLeft = Object.entries(options.accounts ?? {}).filter(
    ([, { provider }]) => !failures.some(({ plugin }) => plugin === provider),
  )
  const resolved = await resolveAccounts(
    { ...options, plugins, accounts: Object.fromEntries(accountsLeft) },
    ports.secrets,
    ports.clock.now(),
  )
  const registry = createRegistry()
  const accounts = new Map<string, GenerationAccount>()

  const setUp = await Promise.all(resolved.map(account => start(account, options, ports)))
  const started = setUp.map(each => admitted(each, registry, ports))
  for (const { account, instance, error, hosts } of started) {
    if (error) failures.push({ plugin: account.plugin.id, account: account.name, error: error.toJSON() })
    if (!instance || !hosts) continue
    if (account.missing.length > 0) tellMissing(account, ports)
    accounts.set(account.name, {
      ...account,
      hosts,
      secrets: Object.values(account.credentials),
      secretVersion: versionOf(account.credentials),
      payer: 'operator',
    })
  }
  const fatal = started.find(({ account, error }) => error && (account.required || ran(account.name)))
  if (fatal?.error) {
    await Promise.all(registry.instances().map(instance => instance.dispose()))
    throw fatal.error
  }

  const hooks = [
    ...(breaker ? [breaker] : []),
    ...(options.hooks ?? []),
    ...registry.instances().flatMap(({ provision }) => provision.hooks ?? []),
  ]
  const transport = createTransport(options.transport ?? {})
  const composed = new Map<string, Onions>()
  return {
    number,
    registry,
    transport,
    accounts,
    callerHosts: openHosts,
    failures,
    breaker,
    rests,
    prices: new PriceWatch(ports.log),
    shutdowns: new Shutdowns(ports.log),
    rates:
      options.limits?.length || rulebook
        ? new Rates(options.limits ?? [], ports.state, ports.log, rulebook)
        : undefined,
    budgets: options.budgets?.length || rulebook ? budgets : undefined,
    lifecycles: lifecycles(hooks),
    timeoutMs: options.timeoutMs ?? 600_000,
    jobs: { ...defaultJobs, ...options.jobs },
    retry: new RetryPolicy(options.retry, retries, ports.random),
    router: new Router({
      registry,
      accounts: resolved,
      channels: options.channels ?? {},
      aliases: options.aliases ?? {},
      absent: options.absent ?? [],
      random: ports.random,
    }),
    onions: capability => {
      let onions = composed.get(capability.id)
      if (!onions) composed.set(capability.id, (onions = composeFor(hooks, capability.id)))
      return onions
    },
    dispose: async () => {
      await Promise.all(registry.instances().map(instance => instance.dispose()))
      await transport.close()
    },
  }
}

const defaultJobs: JobOptions = Object.freeze({
  timeoutMs: 30 * 60_000,
  keepMs: 60 * 60_000,
  most: 10_000,
  maxArtifactBytes: 256 * 1024 * 1024,
  pollMs: 500,
})

function composeFor(hooks: readonly Hook[], capability: string): Onions {
  const calls = callLayers(hooks, capability)
  return {
    call: compose<CallContext, Outcome>(calls),
    attempt: compose<AttemptContext, Outcome>(attemptLayers(hooks, capability)),
    needsContent: calls.some(layer => layer.needsContent),
    layered: calls.length > 0,
  }
}

/** Salted anew in each process, so that nobody can try out guesses against it. */
function versionOf(credentials: Readonly<Record<string, string>>): string {
  return createHmac('sha256', salt).update(JSON.stringify(credentials)).digest('base64url')
}

const salt = randomBytes(32)

interface Started {
  readonly account: Account
  readonly instance?: PluginInstance
  readonly hosts?: readonly DeclaredHost[]
  readonly error?: LucidError
}

async function start(account: Account, options: RuntimeOptions, ports: Ports): Promise<Started> {
  const { plugin, name, config, fault } = account
  let instance: PluginInstance | undefined
  try {
    if (fault) throw accountFault(name, fault)
    const { setupTimeoutMs } = options
    instance = await startPlugin(plugin, {
      account: name,
      config,
      log: ports.log,
      clock: ports.clock,
      ...(setupTimeoutMs === undefined ? {} : { timeoutMs: setupTimeoutMs }),
    })
    requireHooks(instance.provision.hooks ?? [], { plugin: plugin.id, account: name })
    instance = offeringWithout(instance, account.off)
    return { account, instance, hosts: await declaredHosts(plugin, instance.config) }
  } catch (thrown) {
    await instance?.dispose()
    return failed(account, thrown, ports)
  }
}

/** One after the other, so that of two which can't be there together the second is refused. */
function admitted(started: Started, registry: Registry, ports: Ports): Started {
  const { account, instance } = started
  if (!instance) return started
  try {
    registry.add(instance)
    return started
  } catch (thrown) {
    void instance.dispose()
    return failed(account, thrown, ports)
  }
}

function failed(account: Account, thrown: unknown, { log }: Ports): Started {
  const error = fromUnknown(thrown, 'unavailable', { origin: 'gateway' })
  log.error('an account was left out: its plugin did not start', {
    plugin: account.plugin.id,
    account: account.name,
    reason: error.reason,
    message: error.message,
    hint: error.hint,
  })
  return { account, error }
}

/** A hook that would never run is refused: a guard with a misspelt phase guards nothing. */
function requireHooks(
  hooks: readonly Hook[],
  from?: { readonly plugin: string; readonly account: string },
): void {
  for (const [index, hook] of hooks.entries()) {
    const fault = hookFault(hook)
    if (fault === undefined) continue
    const where = from ? `Plugin "${from.plugin}" (account "${from.account}"): ` : ''
    throw new LucidError('unavailable', `${where}hooks[${index}] ${fault}`, {
      reason: 'bad_hook',
      recourse: 'none',
      hint: 'The guide "Write a hook" shows each kind with its phases.',
      ...(from ? { details: from } : { param: `hooks[${index}]` }),
    })
  }
}

function accountFault(name: string, fault: LucidError): LucidError {
  const { code, message, ...rest } = fault.toJSON()
  return new LucidError(code, `Account "${name}": ${message}`, rest)
}

function tellMissing({ name, plugin, missing }: Account, { log }: Ports): void {
  const facts = { plugin: plugin.id, account: name, missing, hint: howToSet(missing) }
  log.warn('an account is not usable until its credentials are set', facts)
}

/** A plugin of another contract, or none at all, is left out and named, unless it is required or ran before. */
function isSound(
  entry: Plugin | PluginUse,
  { accounts = {} }: RuntimeOptions,
  ports: Ports,
  failures: PluginFailure[],
  ran: (account: string) => boolean,
): boolean {
  const use = typeof entry === 'object' && entry !== null && 'kind' in entry ? entry : undefined
  try {
    checkPlugin(use ? use.plugin : entry, {
      from: use && use.as !== use.plugin?.id ? `account ${use.as}` : 'plugins',
    })
    return true
  } catch (thrown) {
    const error = fromUnknown(thrown, 'unavailable', { origin: 'gateway' })
    const id = String(error.details?.plugin ?? 'unknown')
    const further = Object.keys(accounts).filter(name => accounts[name]?.provider === id)
    if (use?.required || [use?.as ?? id, ...further].some(ran)) throw error
    ports.log.error('a plugin was left out', {
      reason: error.reason,
      message: error.message,
      hint: error.hint,
    })
    failures.push({ plugin: id, error: error.toJSON() })
    return false
  }
}
