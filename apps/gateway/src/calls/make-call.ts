import {
  type Capability,
  LucidError,
  type ReceiptEntry,
  type RelayBody,
  type RequestOf,
  type WireId,
} from '@lucid-gateway/core'
import type { Binding, Call, CallInput, MediaWay, OwnKeys } from '@lucid-gateway/runtime'
import { principalOf } from '../access/app-key.ts'
import { ownKeysOf } from '../access/own-keys.ts'
import { isLimited, requireChannel, requireScope, withinScope } from '../access/scope.ts'
import { cut } from '../http/cut.ts'
import type { Caller } from '../access/gate.ts'
import type { Generation } from '../composition/generation.ts'
import type { Host } from '../host.ts'
import type { Exchange } from '../http/exchange.ts'
import type { ReadJson } from '../http/read-json.ts'
import { isWord, requireName } from './asked-name.ts'
import { endUser } from './end-user.ts'
import { tagsIn } from './tags.ts'

/** What a client asks for, whatever its dialect. */
export interface Ask<C extends Capability = Capability> {
  readonly capability: C
  readonly target: string | undefined
  readonly channel?: string | undefined
  readonly request: RequestOf<C> | (() => RequestOf<C>)
  /** What reading the request left out or changed; asked for only where the call is translated. */
  readonly receipt?: () => readonly ReceiptEntry[]
  readonly raw?: { readonly wire: WireId; readonly body: RelayBody }
  readonly stream: boolean
  /** What becomes of the files in the result. */
  readonly media?: MediaWay
  /** Where that is kept which the request refers to. */
  readonly bound?: Binding | undefined
  /** The end user, where the body names one. */
  readonly user?: string | undefined
}

/** What of a request is read beside its body. An exchange is one; whoever explains a request makes one up. */
export interface RequestHead {
  readonly id: string
  readonly host: Pick<Host, 'runtime' | 'responses' | 'images'>
  readonly caller: Caller
  readonly generation: Pick<Generation, 'settings'>
  readonly request: { readonly params: Readonly<Record<string, unknown>>; readonly url: string }
  header(name: string): string | undefined
}

/** What a dialect makes of a request. */
export type ReadAsk = (head: RequestHead, read: ReadJson) => Ask | Promise<Ask>

/** Makes the call in the caller's name; resolves at its head. */
export async function makeCall<C extends Capability>(exchange: Exchange, ask: Ask<C>): Promise<Call<C>> {
  const { caller, host } = exchange
  requireNoWebhook(exchange)
  try {
    const call = await host.runtime.call(inputOf(exchange, ask))
    if (call.limits.length > 0) exchange.limits = call.limits
    return call
  } catch (error) {
    throw caller.key && isLimited(caller.key) ? withinScope(caller.key, error) : error
  }
}

/** What the runtime is asked for, where the caller may ask for it. */
export function inputOf<C extends Capability>(exchange: Exchange, ask: Ask<C>): CallInput<C> {
  const { caller, signal } = exchange
  const { capability, stream, request } = ask
  const { asked, channel, ownKeys } = admit(exchange, ask)
  const subject = word(exchange, 'x-lucid-user') ?? endUser(ask.user)
  const input: { -readonly [K in keyof CallInput<C>]: CallInput<C>[K] } = {
    id: exchange.id,
    capability,
    target: asked,
    request,
    stream,
    signal,
  }
  if (channel !== undefined) input.channel = channel
  if (ownKeys) input.ownKeys = ownKeys
  if (subject !== undefined) input.subject = subject
  const tags = tagsIn(exchange.header('x-lucid-tags'))
  if (tags) input.tags = tags
  if (ask.raw) input.raw = ask.raw
  if (ask.receipt) input.receipt = ask.receipt
  if (isStrict(exchange)) input.strict = true
  if (ask.bound) input.bound = ask.bound
  if (ask.media) input.media = ask.media
  if (caller.key) input.principal = principalOf(caller.key)
  return input
}

/** What is asked for, and with whose keys. */
interface Admitted {
  readonly asked: string
  readonly channel: string | undefined
  readonly ownKeys: OwnKeys | undefined
}

/** What is asked for, where the caller may ask for it. */
export function admit<C extends Capability>(
  exchange: Exchange,
  { capability, target, channel: said }: Pick<Ask<C>, 'capability' | 'target' | 'channel'>,
): Admitted {
  const { caller, host } = exchange
  if (said !== undefined && !isWord(said)) throw notWord('channel', '"channel"')
  const channel = said ?? word(exchange, 'x-lucid-channel') ?? caller.key?.channel
  const asked = target ?? `${capability.id}.default`
  requireName(asked, 'model')
  exchange.model = cut(asked)
  const ownKeys = ownKeysOf(exchange)
  if (caller.key) {
    requireChannel(caller.key, channel)
    try {
      requireScope(caller.key, capability, asked, () =>
        host.runtime.resolve(capability, asked, channel, ownKeys),
      )
    } catch (error) {
      throw withinScope(caller.key, error)
    }
  }
  return { asked, channel, ownKeys }
}

/** Who waits to be told of a job's end would wait for ever where there is none. */
function requireNoWebhook(exchange: Exchange): void {
  const param = 'x-webhook-url'
  if (exchange.header(param) === undefined) return
  throw new LucidError('invalid_request', 'A webhook tells of the end of a job, and this starts none.', {
    param,
    reason: 'no_job',
    hint: `Leave ${param} out, or start a job: POST /v1/images, or POST /v1/run/<capability> with "Prefer: respond-async".`,
  })
}

/** Whether the caller would rather be refused than lose a part of the request. */
export function isStrict(head: Pick<RequestHead, 'header'>): boolean {
  const said = head.header('x-lucid-strict')
  if (said === undefined || said === '0' || said === 'false') return false
  if (said === '1' || said === 'true') return true
  throw new LucidError('invalid_request', 'The header x-lucid-strict must be 1 or 0.', {
    param: 'x-lucid-strict',
    reason: 'bad_header',
    hint: 'Send x-lucid-strict: 1, or leave it out.',
  })
}

function word(exchange: Exchange, header: string): string | undefined {
  const value = exchange.header(header)
  if (value === undefined || isWord(value)) return value
  throw notWord(header, `The header ${header}`, 'bad_header')
}

function notWord(param: string, what: string, reason = 'invalid_field'): LucidError {
  return new LucidError('invalid_request', `${what} must be at most 256 visible ASCII characters.`, {
    param,
    reason,
    hint: 'Send a shorter or plainer value.',
  })
}
