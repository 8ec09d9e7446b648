import type { JobOffer, Plugin, ResultHead } from '@lucid-gateway/core'
import { ensure } from './check.ts'
import { resultOf } from './job-run.ts'
import type { ProviderSuite, TestAccount } from './options.ts'
import { type Sample, samplesOf } from './sample.ts'
import type { Surroundings } from './surroundings.ts'
import { type AttemptOptions, startTrial, type Trial, type TrialAttempt } from './trial.ts'
import type { VendorFault } from './vendor-fault.ts'
import { type VendorProxy, vendorProxy } from './vendor-proxy.ts'

/** What scenarios work on: a plugin, what to ask it, and the stand-in of its vendor. */
export interface Subject extends TestedAccount {
  readonly plugin: Plugin
  readonly samples: readonly Sample[]
  /** Absent where the plugin needs no vendor, or was given none. */
  readonly vendor: VendorProxy | undefined
  readonly packageJson: URL | undefined
  vendorError(message: string): unknown
  streamError(message: string): unknown
  /** Sets the plugin up once more. */
  start(surroundings?: Surroundings): Promise<Trial>
  close(): Promise<void>
}

interface TestedAccount {
  readonly credentials: Readonly<Record<string, string>>
  readonly config: unknown
}

export async function openSubject(suite: ProviderSuite): Promise<Subject> {
  const server = await suite.server?.()
  const vendor = server && (await vendorProxy(server.url))
  const { account = {}, plugin } = suite
  const given: TestAccount =
    typeof account === 'function' ? account({ url: vendor?.url ?? 'http://127.0.0.1:9' }) : account
  const credentials = testCredentials(plugin, given.credentials ?? {})
  const { config } = given
  const vendorError =
    suite.vendorError ??
    (message => ({ error: { message, type: 'server_error', param: null, code: 'server_error' } }))
  return {
    plugin,
    credentials,
    config,
    vendor,
    samples: await samplesOf(suite),
    packageJson: suite.packageJson,
    vendorError,
    streamError: suite.streamError ?? vendorError,
    start: surroundings => startTrial(plugin, { credentials, config }, surroundings),
    close: async () => {
      await vendor?.close()
      await server?.close()
    },
  }
}

function testCredentials(
  plugin: Plugin,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all = Object.entries(plugin.credentials).flatMap(([name, { required }]) => {
    const value = given[name] ?? (required ? `canary-${plugin.id}-${name}` : undefined)
    return value === undefined ? [] : [[name, value] as const]
  })
  const short = all.find(([, value]) => value.length < 8)
  ensure(!short, () => `The test credential ${short?.[0]} is too short to be found where it must not be.`)
  return Object.freeze(Object.fromEntries(all))
}

/** One way in which a plugin answers a sample. */
export interface Way {
  readonly sample: Sample
  readonly form: 'generate' | 'stream' | 'job'
  /** For messages: `chat.stream (acme-1)`. */
  readonly name: string
  /** Runs it to its end; parts of a stream are under `parts`. */
  run(attempt?: TrialAttempt): Promise<Yield>
  attempt(options?: AttemptOptions): TrialAttempt
}

export interface Yield {
  readonly result?: ResultHead
  readonly parts?: readonly { readonly type: string }[]
}

/** Every form that the plugin offers for every sample. */
export function waysOf(subject: Subject, trial: Trial, samples = subject.samples): readonly Way[] {
  return samples.flatMap(sample => {
    const offer = trial.offer(sample)
    const { inside } = trial
    const attempt = (options?: AttemptOptions): TrialAttempt => trial.attempt(sample, options)
    const way = (form: Way['form'], run: Way['run']): Way => ({
      sample,
      form,
      run,
      attempt,
      name: nameOf(sample, form),
    })
    const name = nameOf(sample, 'job')
    const runJob = async (job: JobOffer | undefined, own: TrialAttempt): Promise<Yield> => ({
      ...(job
        ? { result: await resultOf({ name, job, attempt: own, inside }, structuredClone(sample.request)) }
        : {}),
    })
    return [
      ...(offer.generate
        ? [way('generate', async own => ({ result: await trial.generate(sample, own) }))]
        : []),
      ...(offer.stream
        ? [way('stream', async own => ({ parts: await Array.fromAsync(trial.stream(sample, own)) }))]
        : []),
      ...(offer.job ? [way('job', own => runJob(offer.job, own ?? attempt()))] : []),
    ]
  })
}

function nameOf({ capability, model }: Sample, form: Way['form']): string {
  return `${capability.id}.${form} (${model})`
}

/** The first sample of each capability, for scenarios whose outcome does not depend on the request. */
export function firstSamples(subject: Subject): readonly Sample[] {
  const seen = new Set<string>()
  return subject.samples.filter(
    ({ capability }) => !seen.has(capability.id) && seen.add(capability.id).has(capability.id),
  )
}

/** Runs with the vendor in trouble, and sees to it that the trouble ends. */
export async function withFault<T>(
  vendor: VendorProxy,
  fault: VendorFault,
  code: () => Promise<T>,
): Promise<T> {
  vendor.fault = fault
  try {
    return await code()
  } finally {
    vendor.fault = undefined
  }
}

/** Sets the plugin up, runs, and disposes of it. */
export async function withTrial<T>(subject: Subject, code: (trial: Trial) => Promise<T>): Promise<T> {
  const trial = await subject.start()
  try {
    return await code(trial)
  } finally {
    await trial.dispose()
  }
}
