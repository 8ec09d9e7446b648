import type { Delivery } from '../delivery.ts'
import type { MutableRequest } from '../recorded-request.ts'
import type { Turn as OfVendor } from '../server.ts'
import { chatAnswer, errorAnswer, jsonAnswer } from './answer.ts'
import { ApiError, namedErrors } from './api-error.ts'
import { type Behaviour, wished, wishesIn } from './behaviour.ts'
import { checkChat } from './check-chat.ts'
import { complete } from './completion.ts'
import { embed } from './embeddings.ts'
import { modelList, oneModel } from './models.ts'
import { moderate } from './moderations.ts'
import { readPrompt } from './prompt.ts'
import { vendorHeaders } from './vendor-headers.ts'

type Turn = OfVendor<Behaviour>

export function answerTo(turn: Turn): Delivery {
  const headers = vendorHeaders(turn.serial)
  let behaviour: Behaviour = {}
  try {
    authenticate(turn)
    const route = routes.find(
      ([method, pattern]) => method === turn.request.method && pattern.test(turn.request.path),
    )
    if (!route) throw new ApiError(404, `Invalid URL (${turn.request.method} ${turn.request.path})`)
    if (turn.request.method === 'POST') checkJson(turn.request)
    behaviour = turn.next() ?? {}
    return route[2](turn, headers, behaviour)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return errorAnswer(error, headers, behaviour)
  }
}

type Handler = (turn: Turn, headers: Readonly<Record<string, string>>, behaviour: Behaviour) => Delivery

const routes: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['POST', /^\/v1\/chat\/completions$/, chat],
  ['POST', /^\/v1\/embeddings$/, embeddings],
  [
    'POST',
    /^\/v1\/moderations$/,
    (turn, headers, behaviour) => simple(() => moderate(turn.request.body, turn.serial), headers, behaviour),
  ],
  ['GET', /^\/v1\/models$/, (_turn, headers, behaviour) => simple(modelList, headers, behaviour)],
  [
    'GET',
    /^\/v1\/models\/[^/]+$/,
    (turn, headers, behaviour) => simple(() => oneModel(lastOf(turn.request.path)), headers, behaviour),
  ],
]

function chat(turn: Turn, headers: Readonly<Record<string, string>>, scripted: Behaviour): Delivery {
  const { body, model } = checkChat(turn.request.body)
  const wishes = wished(wishesIn(readPrompt(body.messages).last))
  const behaviour: Behaviour = { ...wishes, ...scripted }
  const refused = refusal(behaviour, headers)
  if (refused) return refused
  const completion = complete(body, model, behaviour, turn.serial)
  turn.request.usage = completion.usage
  return chatAnswer(body, completion, headers, behaviour)
}

function embeddings(turn: Turn, headers: Readonly<Record<string, string>>, behaviour: Behaviour): Delivery {
  const refused = refusal(behaviour, headers)
  if (refused) return refused
  const { body, promptTokens } = embed(turn.request.body)
  turn.request.usage = {
    promptTokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
  }
  return jsonAnswer(200, body, headers, behaviour)
}

function simple(
  body: () => object,
  headers: Readonly<Record<string, string>>,
  behaviour: Behaviour,
): Delivery {
  return refusal(behaviour, headers) ?? jsonAnswer(200, body(), headers, behaviour)
}

function refusal(behaviour: Behaviour, headers: Readonly<Record<string, string>>): Delivery | undefined {
  if (behaviour.error === undefined) return undefined
  const unknown = new ApiError(400, `The simulator knows no error named '${String(behaviour.error)}'.`)
  return errorAnswer(namedErrors[behaviour.error] ?? unknown, headers, behaviour)
}

function authenticate(turn: Turn): void {
  const given = /^Bearer (\S+)$/.exec(turn.request.headers['authorization'] ?? '')?.[1]
  if (given === undefined) {
    throw new ApiError(
      401,
      "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
    )
  }
  if (!turn.keys.includes(given)) {
    const masked = `${given.slice(0, 4)}****${given.slice(-4)}`
    throw new ApiError(401, `Incorrect API key provided: ${masked}.`, { code: 'invalid_api_key' })
  }
}

function checkJson(request: MutableRequest): void {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new ApiError(
      400,
      `Unsupported content type: '${type}'. This API method only accepts 'application/json' requests.`,
    )
  }
  if (request.body === undefined) {
    throw new ApiError(400, 'We could not parse the JSON body of your request.')
  }
}

function lastOf(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
}
