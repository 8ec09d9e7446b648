import type { Attempt, Offer, PartHead, Plugin, ResultHead, Warning } from '@lucid-gateway/core'
import { type PluginProvision, startPlugin } from '@lucid-gateway/core/engine'
import { createTransport } from '@lucid-gateway/transport'
import { type LogLine, logBook } from '../fake-host/log-book.ts'
import { readInside } from './read-inside.ts'
import type { Sample } from './sample.ts'
import { asPlugin, type Surroundings } from './surroundings.ts'
import { type Sent, watchedHttp } from './watched-http.ts'

/** A plugin that was set up once, with everything that it does in view. */
export interface Trial {
  readonly surroundings: Surroundings
  readonly lines: readonly LogLine[]
  readonly provision: PluginProvision
  offer(sample: Pick<Sample, 'capability'>): Offer
  attempt(sample: Pick<Sample, 'model'>, options?: AttemptOptions): TrialAttempt
  /** The plugin's own `generate`. */
  generate(sample: Sample, attempt?: TrialAttempt): Promise<ResultHead>
  /** The plugin's own `stream`. */
  stream(sample: Sample, attempt?: TrialAttempt): AsyncIterable<PartHead>
  /** Runs other code of the plugin. */
  inside<T>(code: () => T): T
  dispose(): Promise<void>
}

export interface TrialAttempt extends Attempt {
  /** What went out by this attempt's `http`. */
  readonly sent: readonly Sent[]
  readonly warnings: readonly Warning[]
}

export interface AttemptOptions {
  readonly account?: string
  readonly credentials?: Readonly<Record<string, string>>
  /** Undefined as for a caller's own key. */
  readonly secretVersion?: string | undefined
  readonly signal?: AbortSignal
}

export interface TrialOptions {
  readonly credentials: Readonly<Record<string, string>>
  readonly config: unknown
}

const attemptMs = 30_000

export async function startTrial(
  plugin: Plugin,
  { credentials, config }: TrialOptions,
  surroundings: Surroundings = { plugin: plugin.id, strayed: [] },
): Promise<Trial> {
  const book = logBook()
  const inside = <T>(code: () => T): T => asPlugin(surroundings, code)
  const instance = await inside(() => startPlugin(plugin, { account: plugin.id, config, log: book.log }))
  const transport = createTransport()
  const hosts = hostsOf(plugin, instance.config).map(host => ({ host: host.toLowerCase(), operator: true }))
  // The stand-in for the vendor also has what a sample's caller names, such as a picture.
  const callerHosts = hosts.map(({ host }) => host)
  let calls = 0
  let over = false

  function attempt({ model }: Pick<Sample, 'model'>, options: AttemptOptions = {}): TrialAttempt {
    const callId = `call-${++calls}`
    const own = options.credentials ?? credentials
    const account = options.account ?? plugin.id
    const signal = options.signal ?? new AbortController().signal
    const deadline = Date.now() + attemptMs
    const secretVersion = 'secretVersion' in options ? options.secretVersion : '1'
    const sent: Sent[] = []
    const warnings: Warning[] = []
    const { artifactHosts = [] } = plugin
    const secrets = Object.values(own)
    const http = transport.http({ hosts, artifactHosts, callerHosts, signal, deadline, secrets })
    return {
      model,
      credentials: Object.freeze({ ...own }),
      ...(secretVersion === undefined ? {} : { secretVersion }),
      signal,
      deadline,
      http: watchedHttp(http, surroundings, sent, () => over),
      callId,
      idempotencyKey: `${callId}:${account}`,
      number: 1,
      account,
      log: book.log,
      warn: warning => void warnings.push(warning),
      sent,
      warnings,
    }
  }

  const offer: Trial['offer'] = ({ capability }) => instance.offer(capability) ?? {}

  return {
    surroundings,
    lines: book.lines,
    provision: instance.provision,
    offer,
    attempt,
    inside,
    generate: async (sample, own = attempt(sample)) => {
      const { generate } = offer(sample)
      if (!generate) throw new Error(`${plugin.id} has no generate for ${sample.capability.id}.`)
      return inside(() => generate.call(offer(sample), structuredClone(sample.request), own))
    },
    stream: (sample, own = attempt(sample)) => {
      const { stream } = offer(sample)
      if (!stream) throw new Error(`${plugin.id} has no stream for ${sample.capability.id}.`)
      return readInside(() => stream.call(offer(sample), structuredClone(sample.request), own), inside)
    },
    dispose: async () => {
      await inside(() => instance.dispose())
      over = true
      await transport.close()
    },
  }
}

export function hostsOf(plugin: Plugin, config: unknown): readonly string[] {
  return typeof plugin.hosts === 'function' ? plugin.hosts(config) : plugin.hosts
}
