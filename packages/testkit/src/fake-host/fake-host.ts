import {
  type AttemptRecord,
  type CallRecord,
  type Capability,
  chat,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  type Lifecycle,
  LucidError,
  type PartOf,
  type RequestOf,
  type ResultOf,
} from '@lucid-gateway/core'
import { type CallInput, createRuntime, type Runtime, type RuntimeOptions } from '@lucid-gateway/runtime'
import { type LogBook, logBook } from './log-book.ts'

/** A runtime with your plugins in this process: what the gateway does with them, without its HTTP server. */
export interface FakeHost extends AsyncDisposable {
  /** `target` is needed only where more than one account offers the capability. */
  chat(request: string | ChatRequest, options?: RunOptions): Promise<ChatResult>
  chatParts(request: string | ChatRequest, options?: RunOptions): Promise<readonly ChatPart[]>
  run<C extends Capability>(capability: C, request: RequestOf<C>, options?: RunOptions): Promise<ResultOf<C>>
  /** All parts of a streamed call. */
  parts<C extends Capability>(
    capability: C,
    request: RequestOf<C>,
    options?: RunOptions,
  ): Promise<readonly PartOf<C>[]>
  /** For all else: calls with their records, routing, reloads. */
  readonly runtime: Runtime
  /** What was logged, unredacted. */
  readonly log: LogBook
  /** Calls that are closed: those of `run`, `parts`, `chat` and `chatParts` are when their promise resolves. */
  readonly calls: readonly CallRecord[]
  /** Attempts that are settled. */
  readonly attempts: readonly AttemptRecord[]
  close(): Promise<void>
}

export type RunOptions = Pick<CallInput, 'target' | 'signal' | 'timeoutMs' | 'channel' | 'subject' | 'tags'>

/** The options of `createRuntime`, but nothing comes from the process: `env` is what is given here, or empty. */
export type FakeHostOptions = RuntimeOptions

/** Starts it; a plugin that does not start is thrown as the error that names it. */
export async function fakeHost(options: FakeHostOptions): Promise<FakeHost> {
  const log = logBook()
  const calls: CallRecord[] = []
  const attempts: AttemptRecord[] = []
  const diary: Lifecycle = {
    kind: 'lifecycle',
    name: 'fake-host',
    settled: attempt => void attempts.push(attempt),
    closed: call => void calls.push(call),
  }
  const runtime = await createRuntime({
    env: {},
    ...options,
    hooks: [...(options.hooks ?? []), diary],
    ports: { log: log.log, ...options.ports },
  })
  const [failure] = runtime.failures()
  if (failure) {
    await runtime.close({ graceMs: 0 })
    throw new LucidError(failure.error.code, failure.error.message, failure.error)
  }

  const run: FakeHost['run'] = async (capability, request, rest = {}) => {
    const call = await runtime.call({ capability, target: targetOf(capability), request, ...rest })
    await call.closed
    if (call.outcome.kind === 'answer') return call.outcome.result
    throw otherForm(capability, call.outcome.kind)
  }
  const parts: FakeHost['parts'] = async (capability, request, rest = {}) => {
    const call = await runtime.call({
      capability,
      target: targetOf(capability),
      request,
      stream: true,
      ...rest,
    })
    if (call.outcome.kind !== 'stream') throw otherForm(capability, call.outcome.kind)
    const all = await Array.fromAsync(call.outcome.parts)
    await call.closed
    return all
  }

  /** The first model that the cards name for a capability. */
  function targetOf(capability: Capability): string {
    const entry = runtime.models().find(({ card }) => card.capabilities.includes(capability.id))
    return entry ? `${entry.account}/${entry.card.id}` : `${capability.id}.default`
  }

  const close = (): Promise<void> => runtime.close({ graceMs: 0 })
  return {
    chat: (request, rest) => run(chat, asRequest(request), rest),
    chatParts: (request, rest) => parts(chat, asRequest(request), rest),
    run,
    parts,
    runtime,
    log,
    calls,
    attempts,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function otherForm(capability: Capability, kind: string): LucidError {
  return new LucidError('invalid_request', `${capability.id} came as a ${kind}; use runtime.call for it.`)
}

function asRequest(request: string | ChatRequest): ChatRequest {
  if (typeof request !== 'string') return request
  return { messages: [{ role: 'user', content: [{ type: 'text', text: request }] }] }
}
