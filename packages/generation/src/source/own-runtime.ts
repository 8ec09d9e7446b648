import { checkPlugin, image, LucidError, type Plugin } from '@lucid-gateway/core'
import { createRuntime, type PluginUse, type Runtime } from '@lucid-gateway/runtime'
import { accountProvider } from '../provider/account-provider.ts'
import { findPlugin } from '../provider/find-plugin.ts'
import { ownPlugin } from '../provider/own-plugin.ts'
import type { OwnProvider } from '../provider/own-provider.ts'
import type { GenerationServiceOptions, GenerationSettings, ProviderSettings } from '../settings.ts'
import { asUse } from './as-use.ts'
import type { ListedProvider, ProviderSource } from './provider-source.ts'

interface Entry {
  readonly settings: ProviderSettings
  /** Loaded when it is needed where it was not handed over. */
  readonly plugin?: Plugin
  readonly own?: OwnProvider
}

interface Loaded {
  readonly runtime: Runtime
  readonly listed: readonly ListedProvider[]
}

/** A runtime of the service's own, made when it is first needed. */
export class OwnRuntime implements ProviderSource {
  readonly firstServes = true
  readonly #options: GenerationServiceOptions
  readonly #entries: Map<string, Entry>
  #loaded: Loaded | undefined
  #loading: Promise<unknown> = Promise.resolve()
  #stale = true
  #closed = false

  constructor(settings: GenerationSettings, options: GenerationServiceOptions) {
    this.#options = options
    this.#entries = new Map(Object.entries(settings).map(([id, own]) => [id, { settings: own }]))
  }

  register(given: OwnProvider | Plugin, settings: ProviderSettings = {}): void {
    const own = 'setup' in given ? undefined : given
    const plugin = checkPlugin(own ? ownPlugin(own) : given, { from: 'registerProvider' })
    const known = this.#entries.get(plugin.id)
    if (known?.plugin) throw registeredTwice(plugin.id)
    this.#entries.set(plugin.id, {
      settings: { ...known?.settings, ...settings },
      plugin,
      ...(own ? { own } : {}),
    })
    this.#stale = true
  }

  async runtime(): Promise<Runtime> {
    return (await this.#load()).runtime
  }

  async providers(): Promise<readonly ListedProvider[]> {
    return (await this.#load()).listed
  }

  async modelOf({ provider }: ListedProvider): Promise<string | undefined> {
    return provider?.getDefaultOptions().modelId ?? provider?.getSupportedFeatures().models[0]
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#loading
    await this.#loaded?.runtime.close({ graceMs: 0 })
  }

  /** One after another, so that what was registered last is there. */
  #load(): Promise<Loaded> {
    const loading = this.#loading.then(() => this.#refresh())
    this.#loading = loading.catch(() => {})
    return loading
  }

  async #refresh(): Promise<Loaded> {
    if (this.#closed) throw closed()
    if (this.#loaded && !this.#stale) return this.#loaded
    this.#stale = false
    try {
      const found = await Promise.all([...this.#entries].map(entry => this.#find(...entry)))
      await ready()
      const options = { ...this.#options.runtime, plugins: found.flatMap(({ use }) => use ?? []) }
      const runtime = this.#loaded?.runtime ?? (await createRuntime(options))
      if (this.#loaded) await runtime.reload(options)
      this.#loaded = { runtime, listed: found.map(each => listedAs(each, runtime)) }
      return this.#loaded
    } catch (thrown) {
      this.#stale = true
      throw thrown
    }
  }

  async #find(id: string, { settings, plugin: given, own }: Entry): Promise<Found> {
    try {
      const { package: name = `@lucid-gateway/provider-${id}` } = settings
      const plugin = given ?? (await findPlugin(id, name, this.#options.folder ?? process.cwd()))
      return { id, settings, plugin, use: asUse(id, plugin, settings), ...(own ? { own } : {}) }
    } catch (thrown) {
      if (!LucidError.is(thrown)) throw thrown
      return { id, settings, fault: thrown }
    }
  }
}

interface Found {
  readonly id: string
  readonly settings: ProviderSettings
  readonly plugin?: Plugin
  readonly use?: PluginUse
  readonly own?: OwnProvider
  readonly fault?: LucidError
}

/** Options are checked at once, so that the schema must be there before. */
async function ready(): Promise<void> {
  await image.request['~standard'].validate({ prompt: 'a fox' })
}

function listedAs({ id, settings, plugin, own, fault }: Found, runtime: Runtime): ListedProvider {
  if (!plugin) return { id, aliases: [], ...(fault ? { fault } : {}) }
  const cards = plugin.models.filter(({ capabilities }) => capabilities.includes(image.id))
  const failed = faultOf(id, runtime)
  return {
    id,
    aliases: [],
    provider:
      own ??
      accountProvider({
        id,
        name: plugin.name ?? id,
        description: `Pictures by ${plugin.name ?? id}.`,
        cards,
        modelId: settings.modelId ?? cards[0]?.id,
      }),
    ...(own ? { own } : {}),
    ...(failed ? { fault: failed } : {}),
  }
}

function faultOf(id: string, runtime: Runtime): LucidError | undefined {
  const failure = runtime.failures().find(({ plugin, account }) => (account ?? plugin) === id)
  if (failure) {
    const { code, message, ...facts } = failure.error
    return new LucidError(code, message, facts)
  }
  const { usable = true, missing = [] } = runtime.accounts().find(({ name }) => name === id) ?? {}
  if (usable) return undefined
  const names = missing.join(' and ')
  return new LucidError('no_route', `The provider "${id}" has no key: ${names} is not set.`, {
    reason: 'missing_credentials',
    hint: `Give it as apiKey in its settings, or set ${names} in the environment.`,
  })
}

function registeredTwice(id: string): LucidError {
  return new LucidError('conflict', `There is a provider "${id}" already.`, {
    reason: 'provider_twice',
    hint: 'Give one of them another id.',
  })
}

function closed(): LucidError {
  return new LucidError('unavailable', 'The service is closed.', {
    reason: 'closed',
    recourse: 'none',
    hint: 'Make another one.',
  })
}
