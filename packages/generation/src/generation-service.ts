import { image, type ImageRequest, type Plugin } from '@lucid-gateway/core'
import type { JobInput, JobRecord, OwnKeys, Runtime } from '@lucid-gateway/runtime'
import { GenerationError } from './error/generation-error.ts'
import { refuseOptions, requireRequest, requireSchema } from './error/refused-options.ts'
import { noModel, noProvider, settingsOfNobody, unknownProvider, unknownSession } from './error/refusals.ts'
import { requireProvider, requireSettings } from './error/refused-settings.ts'
import type { OwnProvider } from './provider/own-provider.ts'
import type { GenerationProvider } from './provider/provider.ts'
import type { GenerationContext, GenerationOptions, GenerationRequest, SessionOwner } from './request.ts'
import type { GenerationEvent } from './session/event.ts'
import type { GenerationFile } from './session/file.ts'
import { isJobId, requireSessionName } from './session/session-id.ts'
import { SessionNames } from './session/session-names.ts'
import { sessionOf } from './session/session-of.ts'
import type { GenerationSession } from './session/session.ts'
import { sessionEvent } from './session/told.ts'
import type { GenerationServiceOptions, GenerationSettings, ProviderSettings } from './settings.ts'
import { givenRuntime } from './source/given-runtime.ts'
import { OwnRuntime } from './source/own-runtime.ts'
import type { ListedProvider, ProviderSource } from './source/provider-source.ts'

/** Makes pictures: providers by name, sessions that outlive a request, events. All that it throws is a GenerationError. */
export class GenerationService implements AsyncDisposable {
  readonly #source: ProviderSource
  #names: SessionNames | undefined

  /** Nothing is loaded or started before it is needed. */
  constructor(settings: GenerationSettings = {}, options: GenerationServiceOptions = {}) {
    const { over } = options
    requireSettings(settings)
    if (over && Object.keys(settings).length > 0) throw GenerationError.from(settingsOfNobody())
    this.#source = over ? givenRuntime(over) : new OwnRuntime(settings, options)
  }

  /** Over a runtime that is there already, which stays its maker's to close. */
  static over(runtime: Runtime): GenerationService {
    return new GenerationService({}, { over: runtime })
  }

  /** A provider of your own, or a plugin: one that the settings name is then not looked for in a package. */
  registerProvider(provider: OwnProvider | Plugin, settings?: ProviderSettings): void {
    try {
      requireProvider(provider)
      this.#source.register(provider, settings)
    } catch (thrown) {
      throw GenerationError.from(thrown, (provider as Partial<OwnProvider> | undefined)?.id)
    }
  }

  getProvider(id: string): Promise<GenerationProvider> {
    return asked(async () => {
      const { provider, fault } = await this.#listed(id)
      if (!provider) throw fault ?? unknownProvider(id, [])
      return provider
    }, id)
  }

  /** Those that could be loaded, in the order of the settings. */
  getProviders(): Promise<readonly GenerationProvider[]> {
    return asked(async () => (await this.#source.providers()).flatMap(({ provider }) => provider ?? []))
  }

  /** Starts; resolves once it is admitted. What it comes to is told by `getStatus`, `events` and `wait`. */
  async generate(request: GenerationRequest, context: GenerationContext = {}): Promise<GenerationSession> {
    const target = await this.targetOf(requireRequest(request), context.ownKeys)
    const { sessionId, providerId, modelId: _, ...fields } = request
    return asked(
      async () => {
        const own = await this.#ownOf(target)
        const filled = own ? withDefaults(own, request, fields) : fields
        const checked = await requireSchema(filled)
        if (own) refuseOptions(own.validateOptions(checked))
        const where = target === undefined ? {} : { target }
        return this.start({ capability: image, request: checked, ...where, ...context }, sessionId)
      },
      providerId ?? (await this.#ownerOf(target)),
    )
  }

  /** The same for a call that has been read and admitted already. */
  async start(input: JobInput<typeof image>, sessionId?: string): Promise<GenerationSession> {
    return asked(
      async () => {
        if (sessionId !== undefined) requireSessionName(sessionId)
        const { jobs } = await this.#source.runtime()
        const names = await this.#sessionNames()
        const job = await (sessionId === undefined ? jobs.start(input) : names.start(sessionId, input))
        return sessionOf(job, sessionId)
      },
      await this.#ownerOf(input.target),
    )
  }

  /** How it stands. */
  getStatus(sessionId: string, owner: SessionOwner = {}): Promise<GenerationSession> {
    return asked(async () => sessionOf(await this.#job(sessionId, owner), sessionId))
  }

  /** The same once it is over, or as it stands after so many milliseconds; an hour unless said. */
  wait(
    sessionId: string,
    options: SessionOwner & { readonly ms?: number; readonly signal?: AbortSignal } = {},
  ): Promise<GenerationSession> {
    return asked(async () => {
      const { ms = 3_600_000, signal } = options
      const { id } = await this.#job(sessionId, options)
      const job = await (await this.#source.runtime()).jobs.wait(id, ms, signal)
      if (!job) throw unknownSession(sessionId)
      return sessionOf(job, sessionId)
    })
  }

  /** What happens to it, up to its end; `after` is the number of the last event that you had. */
  async *events(
    sessionId: string,
    options: SessionOwner & { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<GenerationEvent> {
    const { after = 0, signal } = options
    const events = await asked(async () => {
      const { id } = await this.#job(sessionId, options)
      const found = await (await this.#source.runtime()).jobs.events(id, after, signal)
      if (!found) throw unknownSession(sessionId)
      return found
    })
    for await (const event of events) yield sessionEvent(event, sessionId)
  }

  /** Stops it, at its vendor too; resolves with how it ended. With `forget` it and its pictures are gone afterwards. */
  cancelGeneration(
    sessionId: string,
    options: SessionOwner & { readonly forget?: boolean } = {},
  ): Promise<GenerationSession> {
    return asked(async () => {
      const { id } = await this.#job(sessionId, options)
      const { jobs } = await this.#source.runtime()
      const job = options.forget ? await jobs.remove(id) : await jobs.cancel(id)
      if (!job) throw unknownSession(sessionId)
      if (options.forget) await (await this.#sessionNames()).forget(sessionId, options.principal)
      return sessionOf(job, sessionId)
    })
  }

  /** A picture's bytes; undefined where there is none of that id, or none any more. */
  artifact(id: string): Promise<GenerationFile | undefined> {
    return asked(async () => {
      const kept = await (await this.#source.runtime()).jobs.artifact(id)
      if (!kept) return undefined
      const { mediaType } = kept
      const bytes = Buffer.concat(await Array.fromAsync(kept.body))
      return { id, mediaType, bytes, dataUrl: () => `data:${mediaType};base64,${bytes.toString('base64')}` }
    })
  }

  /** The model ref that is asked; undefined where the runtime's `image.default` is. */
  targetOf(
    { providerId, modelId }: Pick<GenerationOptions, 'providerId' | 'modelId'>,
    ownKeys?: OwnKeys,
  ): Promise<string | undefined> {
    return asked(async () => {
      if (providerId === undefined && !this.#source.firstServes) return modelId
      const all = await this.#source.providers()
      const named = providerId === undefined ? modelId && holderOf(modelId, all) : undefined
      const listed = named || (providerId === undefined ? all[0] : await this.#listed(providerId))
      if (!listed) throw noProvider()
      if (listed.fault && !bringsKey(listed, ownKeys)) throw GenerationError.from(listed.fault, listed.id)
      const owner = providerId ?? listed.id
      const model = modelId ?? (await this.#source.modelOf(listed, ownKeys))
      if (model === undefined) throw noModel(owner)
      return model.startsWith(`${owner}/`) ? model : `${owner}/${model}`
    }, providerId)
  }

  /** Ends what is under way, and the runtime where it is the service's own. */
  close(): Promise<void> {
    return asked(() => this.#source.close())
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #listed(id: string): Promise<ListedProvider> {
    const all = await this.#source.providers()
    const found = all.find(each => each.id === id) ?? all.find(({ aliases }) => aliases.includes(id))
    if (found) return found
    const names = all.map(each => each.id)
    throw this.#source.whyNot?.(id) ?? unknownProvider(id, names)
  }

  async #ownOf(target: string | undefined): Promise<OwnProvider | undefined> {
    const all = await this.#source.providers()
    return all.find(({ id }) => target?.startsWith(`${id}/`))?.own
  }

  /** The provider that a target names. */
  #ownerOf(target: string | undefined): Promise<string | undefined> {
    return asked(async () => {
      const all = await this.#source.providers()
      const names = all.flatMap(({ id, aliases }) => [id, ...aliases])
      return names.find(name => target?.startsWith(`${name}/`))
    })
  }

  async #sessionNames(): Promise<SessionNames> {
    return (this.#names ??= new SessionNames(await this.#source.runtime()))
  }

  async #job(sessionId: string, { principal }: SessionOwner): Promise<JobRecord> {
    const { jobs } = await this.#source.runtime()
    const name = String(sessionId)
    const id = isJobId(name) ? name : await (await this.#sessionNames()).find(name, principal)
    const job = id ? await jobs.find(id) : undefined
    if (!job || job.capability !== image.id || job.principal.key !== principal?.key) {
      throw unknownSession(sessionId)
    }
    return job
  }
}

/** The provider that a model's name begins with, or else the first that has it. */
function holderOf(model: string, all: readonly ListedProvider[]): ListedProvider | undefined {
  return (
    all.find(({ provider }) => provider?.getSupportedFeatures().models.includes(model)) ??
    all.find(({ id }) => model.startsWith(`${id}/`))
  )
}

/** Whether the caller brings what it lacks. */
function bringsKey({ id, fault }: ListedProvider, ownKeys: OwnKeys = {}): boolean {
  return fault?.reason === 'missing_credentials' && Object.hasOwn(ownKeys, id)
}

function withDefaults(own: OwnProvider, { modelId }: GenerationRequest, fields: ImageRequest): object {
  const { providerId: _, modelId: __, ...defaults } = own.getDefaultOptions(modelId)
  return { ...defaults, ...fields }
}

async function asked<T>(what: () => Promise<T>, provider?: string): Promise<T> {
  try {
    return await what()
  } catch (thrown) {
    throw GenerationError.from(thrown, provider)
  }
}
