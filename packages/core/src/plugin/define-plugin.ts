import type { Capability } from '../capabilities/capability.ts'
import type { Hook } from '../hooks/hook.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import type { Attempt } from '../provider/attempt.ts'
import type { ModelCard } from '../provider/model-card.ts'
import type { Offer } from '../provider/offer.ts'
import type { InferInput, InferOutput, StandardSchema } from '../standard-schema.ts'
import type { CredentialSpecs, CredentialsOf } from './secret.ts'

/** The contract's version that this copy of core speaks. */
export const abi = 1

/** A plugin: a head of plain data, which discovery can read, and a `setup` of code. */
export interface Plugin<
  Capabilities extends CapabilityMap = CapabilityMap,
  Credentials extends CredentialSpecs = CredentialSpecs,
  Config = unknown,
  ConfigInput = unknown,
> {
  /** Lower case with dashes, no dot; the first word of its model refs. */
  readonly id: string
  /** The contract's version that it was written for. */
  readonly abi: number
  readonly name?: string
  readonly capabilities: Capabilities
  readonly credentials: Credentials
  readonly config?: StandardSchema<Config, ConfigInput>
  /** Where it may send credentials: `host` or `host:port`, exactly. */
  readonly hosts: readonly string[] | HostsOf<Config>
  /** Where vendors deliver what they made; fetched without credentials. A leading `*.` covers one or more labels. */
  readonly artifactHosts?: readonly string[]
  readonly models: readonly ModelCard[]
  /** True where it must never be chosen unless named. */
  readonly neverFallback: boolean
  /** What a host may stand on that it provides. One with nothing else is set up where it is named for that alone. Draft. */
  readonly ports?: readonly ProvidedPort[]
  setup(context: SetupContext<Capabilities, Credentials, Config>): void | Promise<void>
}

/** Written as a method so that a plugin with a config of its own is still a `Plugin`. */
export type HostsOf<Config> = { hosts(config: Config): readonly string[] }['hosts']

export type ProvidedPort = 'store' | 'ledger'

export type CapabilityMap = Readonly<Record<string, Capability>>

export interface SetupContext<
  Capabilities extends CapabilityMap,
  Credentials extends CredentialSpecs,
  Config,
> {
  /** The account's settings, checked and frozen. */
  readonly config: Config
  /** The name of the account. */
  readonly account: string
  readonly log: Log
  /** Hands over what the plugin does; called once. */
  provide(provision: Provision<Capabilities, CredentialsOf<Credentials>>): void
  /** Called when the generation of config that this belongs to is drained. */
  onDispose(dispose: () => void | Promise<void>): void
}

export type Provision<Capabilities extends CapabilityMap, Credentials> = {
  readonly [K in keyof Capabilities]?: Offer<Capabilities[K], Credentials>
} & {
  /** Asks the vendor which models there are. */
  readonly listModels?: (attempt: Attempt<Credentials>) => Promise<readonly ModelCard[]>
  /** The cheapest call that shows whether vendor and credentials are good; throws if not. */
  readonly probe?: (attempt: Attempt<Credentials>) => Promise<void>
  readonly hooks?: readonly Hook[]
  /** Those that `ports` of the head names, for a host that names the plugin for them. Draft, as the ports are. */
  readonly ports?: { readonly store?: Store; readonly ledger?: Ledger }
}

export interface PluginDefinition<
  Capabilities extends CapabilityMap,
  Credentials extends CredentialSpecs,
  S extends StandardSchema,
> {
  readonly id: string
  readonly abi: 1
  readonly name?: string
  /** The key of each is the capability's id. */
  readonly capabilities?: Capabilities
  readonly credentials?: Credentials
  readonly config?: S
  readonly hosts?: readonly string[] | ((config: NoInfer<InferOutput<S>>) => readonly string[])
  readonly artifactHosts?: readonly string[]
  readonly models?: readonly ModelCard[]
  readonly neverFallback?: boolean
  readonly ports?: readonly ProvidedPort[]
  setup(
    context: SetupContext<NoInfer<Capabilities>, NoInfer<Credentials>, NoInfer<InferOutput<S>>>,
  ): void | Promise<void>
}

type NoConfig = StandardSchema<Readonly<Record<never, never>>, never>

export function definePlugin<
  const Capabilities extends CapabilityMap = Readonly<Record<never, never>>,
  const Credentials extends CredentialSpecs = Readonly<Record<never, never>>,
  S extends StandardSchema = NoConfig,
>(
  definition: PluginDefinition<Capabilities, Credentials, S>,
): Plugin<Capabilities, Credentials, InferOutput<S>, InferInput<S>> {
  const { capabilities, credentials, hosts, models, neverFallback, ports, ...rest } = definition
  return Object.freeze({
    ...rest,
    capabilities: Object.freeze({ ...capabilities }) as Capabilities,
    credentials: Object.freeze({ ...credentials }) as Credentials,
    hosts: typeof hosts === 'function' ? hosts : Object.freeze([...(hosts ?? [])]),
    models: Object.freeze([...(models ?? [])]),
    neverFallback: neverFallback ?? false,
    ...(ports === undefined ? {} : { ports: Object.freeze([...ports]) }),
  }) as Plugin<Capabilities, Credentials, InferOutput<S>, InferInput<S>>
}
