import {
  type Billed,
  type Capability,
  environmentSecrets,
  LucidError,
  type ModelCard,
  silentLog,
  systemClock,
} from '@lucid-gateway/core'
import {
  type CircuitBreaker,
  circuitBreaker,
  circuitBreakerFromEnv,
  memoryBlobs,
  memoryLedger,
  memoryQueue,
  memoryState,
  memoryStore,
} from '@lucid-gateway/core/engine'
import { CallRun, type Desk } from './call-run.ts'
import { callId } from './call-id.ts'
import { cardOf } from './card-of.ts'
import { CountRun } from './count-run.ts'
import { Deadlines } from './deadlines.ts'
import type { Errand } from './errand.ts'
import { ExplainRun } from './explain-run.ts'
import { accountState } from './account-state.ts'
import { buildGeneration, type Generation } from './generation.ts'
import { noCapability, noPlugins } from './left-unsaid.ts'
import { Budgets } from './budgets/budgets.ts'
import { booksFor } from './journal/books-for.ts'
import { newOwner } from './journal/owner.ts'
import { JobBook } from './jobs/job-book.ts'
import { lostJobs } from './jobs/lost-jobs.ts'
import { keepers, KeptRun } from './kept-run.ts'
import type { Ports, RuntimeOptions } from './options.ts'
import { withOwnKeys } from './own-keys.ts'
import { ProbeRun } from './probe-run.ts'
import { recentCalls } from './recent-calls.ts'
import { callsInLedger } from './calls-in-ledger.ts'
import { freshLedger } from './journal/fresh-ledger.ts'
import { Rests } from './rests.ts'
import { checkRules } from './rules/check-rules.ts'
import { standings } from './rules/standings.ts'
import { RetryCount } from './retry.ts'
import type { CallInput, Runtime } from './runtime.ts'
import { stayAwake } from './stay-awake.ts'

/** Puts plugins to work. A plugin that does not start is named in `failures()`, and fatal only where it is required. */
export async function createRuntime(options: RuntimeOptions): Promise<Runtime> {
  if (!Array.isArray(options?.plugins)) throw noPlugins()
  checkRules(options)
  const env = options.env ?? process.env
  const ports = withDefaults(options.ports ?? {}, env)
  const owner = newOwner()
  const lasting = {
    budgets: new Budgets({
      ...ports,
      owner,
      rulebook: options.rulebook,
      onAlert: alert => present.onBudgetAlert?.(alert),
    }),
    breaker: breakerOf(options, env, ports),
    retries: new RetryCount(ports.clock),
    rests: new Rests(ports.clock),
    rulebook: options.rulebook,
  }
  const open = booksFor(options, ports, {
    owner,
    heir: (dead, rows, order) => lasting.budgets.inherit(dead, rows, order),
  })
  let present = options
  let current = await buildGeneration(1, options, ports, lasting)
  lasting.budgets.use(options.budgets ?? [])
  const books = open?.()
  const running = new Set<CallRun | Errand<unknown>>()
  const ledger = books ? freshLedger(ports.ledger, books) : ports.ledger
  const isKept = books !== undefined && options.recentCalls !== 0
  const archive = isKept ? callsInLedger(ledger) : recentCalls(options.recentCalls ?? mostRecent)
  const desk: Desk = {
    ports,
    deadlines: new Deadlines(ports.clock),
    books,
    leave(call, attempts) {
      running.delete(call)
      archive.keep({ record: call.record, attempts })
    },
    amend: record => archive.amend(record),
  }
  const retired = new Set<Promise<void>>()
  let closing = false
  /** One reload after another, so that what was asked for last is what holds. */
  let reloading: Promise<unknown> = Promise.resolve()

  async function retire(generation: Generation): Promise<void> {
    await Promise.all(
      [...running].filter(call => call.generation.number === generation.number).map(call => call.closed),
    )
    await generation.dispose()
  }

  async function replaceBy(next: RuntimeOptions): Promise<void> {
    if (closing) throw stopping()
    checkRules(next)
    const secrets =
      next.ports?.secrets ??
      (options.ports?.secrets || !next.env ? ports.secrets : environmentSecrets(next.env))
    const built = await buildGeneration(current.number + 1, next, { ...ports, secrets }, lasting, current)
    const old = current
    current = built
    present = next
    lasting.budgets.use(next.budgets ?? [])
    const gone = retire(old)
    retired.add(gone)
    void gone.finally(() => retired.delete(gone))
  }

  function seenBy({ ownKeys }: Pick<CallInput, 'ownKeys'>): Generation {
    return ownKeys ? withOwnKeys(current, ownKeys) : current
  }

  async function run<T>(errand: Errand<T>): Promise<T> {
    running.add(errand)
    desk.deadlines.add(errand)
    try {
      return await errand.run()
    } finally {
      running.delete(errand)
      desk.deadlines.delete(errand)
    }
  }

  const jobs = new JobBook({
    desk,
    seenBy(input) {
      if (closing) throw stopping()
      return seenBy(input)
    },
    present: () => current,
    enter: call => void running.add(call),
    run,
  })

  const lost = lostJobs(ports, () => current.jobs.keepMs)

  const runtime: Runtime = {
    jobs,
    call(input) {
      if (closing) return Promise.reject(stopping())
      if (typeof input.capability?.id !== 'string') return Promise.reject(noCapability())
      let generation: Generation
      try {
        generation = seenBy(input)
      } catch (error) {
        return Promise.reject(error as Error)
      }
      const call = new CallRun(input.id ?? callId(ports.clock.now()), input, generation, desk)
      running.add(call as unknown as CallRun)
      return call.run()
    },
    async generate(input) {
      const call = await runtime.call({ ...input, stream: false })
      const { outcome } = call
      if (outcome.kind !== 'answer') throw otherForm(input.capability, outcome.kind)
      await call.closed
      return outcome.result
    },
    async *stream(input) {
      const call = await runtime.call({ ...input, stream: true })
      const { outcome } = call
      if (outcome.kind !== 'stream') throw otherForm(input.capability, outcome.kind)
      try {
        for await (const part of outcome.parts) {
          if (outcome.ended) await call.closed
          yield part
        }
      } finally {
        await call.closed
      }
    },
    async count(input) {
      if (closing) throw stopping()
      return run(new CountRun(input.id ?? callId(ports.clock.now()), input, seenBy(input), ports))
    },
    async kept(input) {
      if (closing) throw stopping()
      return run(new KeptRun(input.callId ?? callId(ports.clock.now()), input, seenBy(input), ports))
    },
    async probe(input) {
      if (closing) throw stopping()
      return run(new ProbeRun(callId(ports.clock.now()), input, current, ports))
    },
    keepers: (capability, wire) => keepers(current, capability, wire),
    async explain(input) {
      if (closing) throw stopping()
      return run(new ExplainRun(input.id ?? callId(ports.clock.now()), input, seenBy(input), ports))
    },
    async find(id) {
      const underway = [...running].find(
        (call): call is CallRun => call instanceof CallRun && call.record.id === id,
      )
      return underway ? { record: underway.record, attempts: underway.attempts } : archive.find(id)
    },
    resolve: (capability, target, channel, ownKeys) =>
      seenBy({ ...(ownKeys ? { ownKeys } : {}) }).router.resolve(capability, target, channel),
    models: () => current.router.models(),
    card: (account, model) => cardIn(current, account, model),
    capabilities: () => current.registry.capabilities(),
    accounts: () => [...current.accounts.values()].map(account => accountState(account, lasting.rests)),
    failures: () => current.failures,
    kinds: channel => current.router.kinds(channel),
    channels: () => current.router.channels(),
    standings: standings({ ...ports, budgets: lasting.budgets }),
    ports: { ...ports, ledger },
    get generation() {
      return current.number
    },
    get active() {
      return running.size
    },
    reload(next) {
      const reloaded = reloading.then(() => replaceBy(next))
      reloading = reloaded.catch(() => {})
      return reloaded
    },
    async close({ graceMs = 30_000 } = {}) {
      closing = true
      const drained = Promise.all([...[...running].map(call => call.closed), jobs.ended()])
      const stop = ports.clock.after(graceMs, () => {
        // What a call was cut off from is billed all the same.
        for (const call of running) call.abort(stopping('unknown'))
      })
      const stuck = Promise.withResolvers<void>()
      const stopWaiting = ports.clock.after(graceMs + lastWaitMs, stuck.resolve)
      await stayAwake(Promise.race([Promise.all([drained, reloading]), stuck.promise]))
      if (running.size > 0) ports.log.error('hooks still hold calls that have ended', { calls: running.size })
      stop()
      stopWaiting()
      desk.deadlines.close()
      await Promise.all([jobs.close(), lost.close()])
      await lasting.budgets.close()
      await books?.end(lastWaitMs)
      await Promise.all([...retired, current.dispose()])
      await Promise.all(closable.filter(port => !options.ports?.[port]).map(port => ports[port].close()))
    },
  }
  return runtime
}

function cardIn({ accounts }: Generation, name: string, model: string): ModelCard | undefined {
  const account = accounts.get(name) ?? [...accounts.values()].find(({ plugin }) => plugin.id === name)
  return account && cardOf(account, model)
}

const mostRecent = 4096

/** How long after the grace a hook may still hold a call that was ended. */
const lastWaitMs = 5000

/** What was handed in is closed by whoever made it. */
const closable = ['state', 'store', 'ledger', 'queue', 'blobs'] as const

function withDefaults(ports: Partial<Ports>, env: Readonly<Record<string, string | undefined>>): Ports {
  const clock = ports.clock ?? systemClock
  return {
    log: ports.log ?? silentLog,
    clock,
    secrets: ports.secrets ?? environmentSecrets(env),
    state: ports.state ?? memoryState(clock),
    store: ports.store ?? memoryStore(),
    ledger: ports.ledger ?? memoryLedger(),
    queue: ports.queue ?? memoryQueue(clock),
    blobs: ports.blobs ?? memoryBlobs(clock),
    random: ports.random ?? Math.random,
  }
}

function breakerOf(
  options: RuntimeOptions,
  env: Readonly<Record<string, string | undefined>>,
  { clock, log }: Ports,
): CircuitBreaker | undefined {
  if (options.breaker === false) return undefined
  return circuitBreaker({
    clock,
    onChange: (target, state) => log.warn('circuit', { target, state }),
    ...circuitBreakerFromEnv(env),
    ...options.breaker,
  })
}

function stopping(billed: Billed = 'no'): LucidError {
  return new LucidError('unavailable', 'The gateway is stopping.', {
    reason: 'stopping',
    retryAfterMs: 5000,
    billed,
  })
}

function otherForm(capability: Capability, kind: string): LucidError {
  return new LucidError('invalid_request', `${capability.id} came as a ${kind}; use call() for it.`, {
    reason: 'other_form',
  })
}
