import { image } from '@lucid-gateway/core'
import { isLimited } from '../../access/scope.ts'
import { ownKeysOf } from '../../access/own-keys.ts'
import type { OwnKeys } from '@lucid-gateway/runtime'
import type { Ask, RequestHead } from '../../calls/make-call.ts'
import type { Exchange } from '../../http/exchange.ts'
import type { JsonBody } from '../../http/json-body.ts'
import { type ReadJson, readJson } from '../../http/read-json.ts'
import { describeValue } from '../../wording/describe-value.ts'
import { invalidField } from '../../wording/invalid-field.ts'
import { readCall } from '../lucid/read-call.ts'
import { asOwn } from './generation-dialect.ts'

export interface ReadGeneration {
  readonly ask: Ask<typeof image>
  /** What the application calls the session. */
  readonly sessionId: string | undefined
}

/** Reads whom to ask and what to call it, beside the fields of a picture. */
export async function readGeneration(exchange: Exchange): Promise<ReadGeneration> {
  const { body } = await readJson(exchange)
  return readBody(exchange, body, ownKeysOf(exchange))
}

/** The same for who wants to know what would become of it. */
export async function readSessionAsk(head: RequestHead, { body }: ReadJson): Promise<Ask> {
  try {
    return (await readBody(head, body)).ask as Ask
  } catch (thrown) {
    throw asOwn(head.caller.key, thrown)
  }
}

async function readBody(head: RequestHead, body: JsonBody, ownKeys?: OwnKeys): Promise<ReadGeneration> {
  const { providerId, modelId, sessionId, ...rest } = body
  const choice = { ...named('providerId', providerId), ...named('modelId', modelId) }
  const target = await targetOf(head, choice, ownKeys)
  const ask = await readCall(target === undefined ? rest : { ...onlyOnce(rest), model: target }, image)
  if (ask.stream)
    throw invalidField('stream', 'is not for a session', 'Leave it out; GET is the event stream.')
  return { ask, sessionId: named('sessionId', sessionId).sessionId }
}

function named<Name extends string>(name: Name, value: unknown): { readonly [N in Name]?: string } {
  if (value === undefined) return {}
  if (typeof value === 'string' && value !== '') return { [name]: value } as { [N in Name]: string }
  throw invalidField(name, `must be a name, but is ${describeValue(value)}`, 'Send a text, or leave it out.')
}

function onlyOnce(rest: JsonBody): JsonBody {
  const [twice] = ['model', 'kind'].filter(name => rest[name] !== undefined)
  if (twice === undefined) return rest
  throw invalidField(twice, 'stands beside "providerId" or "modelId"', `Leave "${twice}" out.`)
}

interface Choice {
  readonly providerId?: string
  readonly modelId?: string
}

/** Whether there is such a provider is not for the holder of a limited key to find out. */
async function targetOf(
  { caller, host }: RequestHead,
  choice: Choice,
  ownKeys: OwnKeys | undefined,
): Promise<string | undefined> {
  try {
    return await host.images.targetOf(choice, ownKeys)
  } catch (thrown) {
    const { providerId, modelId = 'default' } = choice
    if (!caller.key || !isLimited(caller.key) || providerId === undefined) throw thrown
    return `${providerId}/${modelId}`
  }
}
