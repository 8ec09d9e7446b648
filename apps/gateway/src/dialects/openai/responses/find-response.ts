import { chat, LucidError } from '@lucid-gateway/core'
import type { KeptInput } from '@lucid-gateway/runtime'
import { openaiResponses } from '@lucid-gateway/wires/openai-responses'
import { ownKeysOf } from '../../../access/own-keys.ts'
import { withinScope } from '../../../access/scope.ts'
import { visibleModels } from '../../../calls/visible-models.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { sendBytes } from '../../../http/respond.ts'
import type { KeptAnswer } from './kept-answers.ts'
import { responseNotFound } from './not-found.ts'
import { ownerOf } from './owner.ts'

/** Where a response is: in the gateway itself, or with an account. */
export type Place = { readonly id: string } & (
  | { readonly answer: KeptAnswer; readonly account?: never }
  | { readonly account: string; readonly answer?: never }
)

/** Finds the response that the path names. One of another key is as little there as one that nobody knows. */
export async function findResponse(exchange: Exchange): Promise<Place> {
  const { host, caller, request } = exchange
  const id = String(request.params['id'])
  const { ids, answers } = host.responses
  const isAllowed = caller.key?.capabilities?.includes(chat.id) ?? true
  if (!isAllowed || !/^[\w-]{1,256}$/.test(id)) throw responseNotFound(id)
  const origin = await ids.find(id)
  if (!origin) return { id, account: onlyAccount(exchange, id) }
  if (origin.key !== ownerOf(exchange)) throw responseNotFound(id)
  if (origin.account !== undefined) return { id, account: origin.account }
  const answer = await answers.find(id)
  if (!answer) throw responseNotFound(id)
  return { id, answer }
}

/** What the gateway has not seen may have been made outside of it. Where two accounts may have it, none is asked. */
function onlyAccount(exchange: Exchange, id: string): string {
  const visible = new Set(visibleModels(exchange).map(({ account }) => account))
  const [account, other] = exchange.host.runtime
    .keepers(chat, openaiResponses)
    .filter(name => visible.has(name))
  if (account === undefined || other !== undefined) throw responseNotFound(id)
  return account
}

/** Asks the account's vendor, and passes on what it answers. */
export async function passOn(
  exchange: Exchange,
  asked: Pick<KeptInput, 'act' | 'id' | 'account' | 'part' | 'query'>,
): Promise<void> {
  const ownKeys = ownKeysOf(exchange)
  const asking = exchange.host.runtime.kept({
    ...asked,
    capability: chat,
    wire: openaiResponses,
    callId: exchange.id,
    signal: exchange.signal,
    ...(ownKeys ? { ownKeys } : {}),
  })
  const { account, provider, bytes, contentType } = await asking.catch((error: unknown) => {
    if (LucidError.is(error) && error.code === 'not_found') throw responseNotFound(asked.id)
    throw withinScope(exchange.caller.key, error)
  })
  const facts = { 'x-lucid-provider': provider, 'x-lucid-account': account }
  sendBytes(exchange, 200, { 'content-type': contentType, ...facts }, bytes)
}
