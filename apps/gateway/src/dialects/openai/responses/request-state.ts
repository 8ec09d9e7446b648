import { type JsonObject, type JsonValue, LucidError } from '@lucid-gateway/core'
import type { Binding } from '@lucid-gateway/runtime'
import { type HeldState, openaiResponses, stateIn } from '@lucid-gateway/wires/openai-responses'
import type { RequestHead } from '../../../calls/make-call.ts'
import type { IdOrigin } from './given-ids.ts'
import { conversationTo, itemKept, itemsOf } from './kept-items.ts'
import { stateNotFound } from './not-found.ts'
import { ownerOf } from './owner.ts'

export interface RequestState {
  /** The request, with all in its place that it refers to and the gateway keeps. */
  readonly body: JsonObject
  /** What is put in, without what came before. */
  readonly input: readonly JsonObject[]
  /** The answer before it, where the gateway keeps that. */
  readonly previous?: string
  readonly bound?: Binding
  /** What it refers to that the gateway itself does not keep. */
  readonly held: readonly HeldState[]
}

interface Found {
  readonly state: HeldState
  /** Absent where nothing is known of the id. */
  readonly origin: IdOrigin | undefined
}

/** Finds where that is kept which a request refers to. Throws where it is another key's, as if it were nowhere. */
export async function stateOf(head: RequestHead, asked: JsonObject): Promise<RequestState> {
  const found = await findAll(head, asked)
  const here = found.filter(isHere)
  if (here.length === 0) {
    return { body: asked, input: itemsOf(asked['input']), ...boundBy(found, asked) }
  }
  const filled = await filledIn(head, asked, here)
  const elsewhere = (await findAll(head, filled.body)).filter(each => !isHere(each))
  return { ...filled, ...boundBy(elsewhere, filled.body) }
}

async function findAll(head: RequestHead, body: JsonObject): Promise<readonly Found[]> {
  const held = stateIn(body)
  return held.length === 0 ? [] : Promise.all(held.map(state => find(head, state)))
}

/** Content that only one account can read is the caller's own; what is asked for by its id has to be. */
async function find(head: RequestHead, state: HeldState): Promise<Found> {
  const { kind, id } = state
  const origin = id === '' ? undefined : await head.host.responses.ids.find(id)
  if (!origin || kind === 'encrypted' || origin.key === ownerOf(head)) return { state, origin }
  throw stateNotFound(state)
}

function isHere({ origin }: Found): boolean {
  return origin !== undefined && origin.account === undefined
}

async function filledIn(
  head: RequestHead,
  asked: JsonObject,
  here: readonly Found[],
): Promise<Omit<RequestState, 'bound' | 'held'>> {
  const { answers } = head.host.responses
  const references = new Map(
    here.flatMap(({ state, origin }) =>
      state.kind === 'item' && origin ? [[state.id, origin.response] as const] : [],
    ),
  )
  const input = await Promise.all(
    itemsOf(asked['input']).map(item => {
      const response = isReference(item) ? references.get(String(item['id'])) : undefined
      return response === undefined ? item : itemKept(answers, response, String(item['id']))
    }),
  )
  const previous = here.find(({ state }) => state.kind === 'response')?.state.id
  if (previous === undefined) return { body: { ...asked, input }, input }
  const { previous_response_id: _, ...rest } = asked
  const before = await conversationTo(answers, previous)
  return { body: { ...rest, input: [...before, ...input] }, input, previous }
}

function isReference(item: JsonValue | undefined): item is JsonObject {
  if (typeof item !== 'object' || item === null) return false
  const { type, role } = item as JsonObject
  return type === 'item_reference' || (type === undefined && role === undefined)
}

/** What an account has to be asked for by its id. All else can be left out of a translation, which says so. */
const kept: ReadonlySet<HeldState['kind']> = new Set(['response', 'conversation', 'item', 'prompt'])

function boundBy(found: readonly Found[], body: JsonObject): Pick<RequestState, 'bound' | 'held'> {
  const bound = bindingOf(found, body)
  return { held: found.map(({ state }) => state), ...(bound ? { bound } : {}) }
}

function bindingOf(found: readonly Found[], body: JsonObject): Binding | undefined {
  const asked = found.filter(({ state }) => kept.has(state.kind))
  requireOneAccount(asked)
  const background = body['background'] === true
  const deciding = asked.find(isKnown) ?? asked[0] ?? found.find(isKnown) ?? found[0]
  if (!deciding) return background ? { ...onWire, param: 'background', by: 'form' } : undefined
  const account = deciding.origin?.account ?? found.find(isKnown)?.origin?.account
  const by = asked.length > 0 || background ? 'kept' : 'sealed'
  const param = asked.length === 0 && background ? 'background' : deciding.state.param
  return { ...onWire, param, by, ...(account === undefined ? {} : { account }) }
}

const onWire = { wire: openaiResponses } as const

function isKnown({ origin }: Found): boolean {
  return origin?.account !== undefined
}

function requireOneAccount(asked: readonly Found[]): void {
  const known = asked.filter(isKnown)
  const other = known.find(({ origin }) => origin?.account !== known[0]?.origin?.account)
  if (!other) return
  const accounts = [known[0]?.origin?.account, other.origin?.account].join('" and "')
  throw new LucidError('invalid_request', `What the request refers to is kept by "${accounts}".`, {
    param: other.state.param,
    reason: 'kept_elsewhere',
    hint: 'Refer to what one account keeps, and send the rest as input.',
  })
}
