import type { Delivery } from '../delivery.ts'
import type { MutableRequest } from '../recorded-request.ts'
import type { Turn as OfVendor } from '../server.ts'
import { chatAnswer, errorAnswer, jsonAnswer, namedRefusal } from './answer.ts'
import { ApiError } from './api-error.ts'
import { type Behaviour, wished, wishesIn } from './behaviour.ts'
import { checkChat } from './check-chat.ts'
import { complete } from './completion.ts'
import { embed } from './embeddings.ts'
import { edit, generate } from './images/handlers.ts'
import { modelList, oneModel } from './models.ts'
import { moderate } from './moderations.ts'
import { readPrompt } from './prompt.ts'
import { cancel, count, create, inputItems, remove, retrieve } from './responses/handlers.ts'
import type { Kept } from './responses/kept.ts'
import { vendorHeaders } from './vendor-headers.ts'

type Turn = OfVendor<Behaviour>

/** `kept` is what accounts let the vendor keep. */
export function answerTo(turn: Turn, kept: Kept): Delivery {
  const headers = vendorHeaders(turn.serial)
  let behaviour: Behaviour = {}
  try {
    authenticate(turn)
    const route = routes.find(
      ([method, pattern]) => method === turn.request.method && pattern.test(turn.request.path),
    )
    if (!route) throw new ApiError(404, `Invalid URL (${turn.request.method} ${turn.request.path})`)
    if (turn.request.method === 'POST' && !withoutJson.test(turn.request.path)) checkJson(turn.request)
    behaviour = turn.next() ?? {}
    return route[2](turn, headers, behaviour, kept)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return errorAnswer(error, headers, behaviour)
  }
}

/** What brings no body, or a form. */
const withoutJson = /\/(cancel|images\/edits)$/

type Handler = (
  turn: Turn,
  headers: Readonly<Record<string, string>>,
  behaviour: Behaviour,
  kept: Kept,
) => Delivery

const routes: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['POST', /^\/v1\/chat\/completions$/, chat],
  ['POST', /^\/v1\/responses$/, create],
  ['POST', /^\/v1\/responses\/input_tokens$/, count],
  ['GET', /^\/v1\/responses\/[^/]+$/, retrieve],
  ['DELETE', /^\/v1\/responses\/[^/]+$/, remove],
  ['POST', /^\/v1\/responses\/[^/]+\/cancel$/, cancel],
  ['GET', /^\/v1\/responses\/[^/]+\/input_items$/, inputItems],
  ['POST', /^\/v1\/embeddings$/, embeddings],
  [
    'POST',
    /^\/v1\/moderations$/,
    (turn, headers, behaviour) => simple(() => moderate(turn.request.body, turn.serial), headers, behaviour),
  ],
  ['POST', /^\/v1\/images\/generations$/, generate],
  ['POST', /^\/v1\/images\/edits$/, edit],
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
  const refused = namedRefusal(behaviour, headers)
  if (refused) return refused
  const completion = complete(body, model, behaviour, turn.serial)
  turn.request.usage = completion.usage
  return chatAnswer(body, completion, headers, behaviour)
}

function embeddings(turn: Turn, headers: Readonly<Record<string, string>>, behaviour: Behaviour): Delivery {
  const refused = namedRefusal(behaviour, headers)
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
  return namedRefusal(behaviour, headers) ?? jsonAnswer(200, body(), headers, behaviour)
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
