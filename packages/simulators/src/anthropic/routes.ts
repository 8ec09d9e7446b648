import type { Delivery } from '../delivery.ts'
import { faultNamed, wishesIn } from '../openai/behaviour.ts'
import type { MutableRequest } from '../recorded-request.ts'
import type { Turn as OfVendor } from '../server.ts'
import { errorAnswer, type Headers, jsonAnswer, messageAnswer } from './answer.ts'
import { AnthropicApiError, anthropicErrors, invalidRequest } from './api-error.ts'
import { type AnthropicBehaviour, anthropicWishes } from './behaviour.ts'
import { checkRequest } from './check-request.ts'
import { converse, countInput } from './message.ts'
import { claudeModel, modelBody, modelPage } from './models.ts'
import { readPrompt } from './prompt.ts'

type Turn = OfVendor<AnthropicBehaviour>

export function answerTo(turn: Turn): Delivery {
  const headers = vendorHeaders(turn.serial)
  let behaviour: AnthropicBehaviour = {}
  try {
    authenticate(turn)
    const version = versionOf(turn.request.headers)
    checkBetas(turn.request.headers)
    const { method, path } = turn.request
    const route = routes.find(([of, pattern]) => of === method && pattern.test(path))
    if (!route) throw new AnthropicApiError(404, 'not_found_error', 'Not Found')
    if (method === 'POST') checkJson(turn.request)
    behaviour = turn.next() ?? {}
    return route[2](turn, headers, behaviour, version)
  } catch (error) {
    if (!(error instanceof AnthropicApiError)) throw error
    return errorAnswer(error, headers, behaviour)
  }
}

type Handler = (turn: Turn, headers: Headers, behaviour: AnthropicBehaviour, version: string) => Delivery

const routes: readonly (readonly [method: string, pattern: RegExp, handler: Handler])[] = [
  ['POST', /^\/v1\/messages$/, messages],
  ['POST', /^\/v1\/messages\/count_tokens$/, count],
  [
    'GET',
    /^\/v1\/models$/,
    (turn, headers, behaviour) => simple(() => modelPage(turn.request.query), headers, behaviour),
  ],
  [
    'GET',
    /^\/v1\/models\/[^/]+$/,
    (turn, headers, behaviour) =>
      simple(() => modelBody(claudeModel(lastOf(turn.request.path))), headers, behaviour),
  ],
]

function messages(turn: Turn, headers: Headers, scripted: AnthropicBehaviour, version: string): Delivery {
  const { body, model } = checkRequest(turn.request.body, version, 'create')
  const wishes = anthropicWishes(wishesIn(readPrompt(body).last), faultNamed)
  const behaviour: AnthropicBehaviour = { ...wishes, ...scripted }
  const refused = refusal(behaviour, headers)
  if (refused) return refused
  const message = converse(body, model, behaviour, turn.serial)
  turn.request.usage = message.usage
  return messageAnswer(body, message, headers, behaviour)
}

function count(turn: Turn, headers: Headers, behaviour: AnthropicBehaviour, version: string): Delivery {
  const { body } = checkRequest(turn.request.body, version, 'count')
  return simple(() => ({ input_tokens: countInput(body) }), headers, behaviour)
}

function simple(body: () => object, headers: Headers, behaviour: AnthropicBehaviour): Delivery {
  return refusal(behaviour, headers) ?? jsonAnswer(200, body(), headers, behaviour)
}

function refusal(behaviour: AnthropicBehaviour, headers: Headers): Delivery | undefined {
  if (behaviour.error === undefined) return undefined
  const unknown = invalidRequest(`The simulator knows no error named '${String(behaviour.error)}'.`)
  return errorAnswer(anthropicErrors[behaviour.error] ?? unknown, headers, behaviour)
}

/** https://platform.claude.com/docs/en/api/overview#authentication; where both are sent, the first one counts. */
function authenticate({ request: { headers }, keys }: Turn): void {
  const bearer = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1]
  const given = headers['x-api-key'] ?? bearer
  if (given === undefined)
    throw new AnthropicApiError(401, 'authentication_error', 'x-api-key header is required')
  if (keys.includes(given)) return
  const masked = `${given.slice(0, 4)}...${given.slice(-4)}`
  throw new AnthropicApiError(401, 'authentication_error', `invalid x-api-key: ${masked}`)
}

const versions = ['2023-06-01', '2026-10-21']

function versionOf(headers: Headers): string {
  const version = headers['anthropic-version']
  if (version === undefined) throw invalidRequest('anthropic-version: header is required')
  if (!versions.includes(version))
    throw invalidRequest(`anthropic-version: "${version}" is not a valid version`)
  return version
}

function checkBetas(headers: Headers): void {
  const betas = (headers['anthropic-beta'] ?? '').split(',').filter(Boolean)
  const strange = betas.find(beta => !/^[a-z0-9-]+-20\d\d-?\d\d-?\d\d$/.test(beta.trim()))
  if (strange !== undefined)
    throw invalidRequest(`Unexpected value(s) \`${strange}\` for the \`anthropic-beta\` header.`)
}

function checkJson(request: MutableRequest): void {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw invalidRequest('Content-Type must be application/json')
  if (request.body === undefined) throw invalidRequest('The request body is not valid JSON')
}

/** https://platform.claude.com/docs/en/api/rate-limits#response-headers */
function vendorHeaders(serial: number): Headers {
  const reset = '2026-11-20T12:00:00Z'
  return {
    'anthropic-organization-id': 'org_simulated',
    'anthropic-ratelimit-requests-limit': '50',
    'anthropic-ratelimit-requests-remaining': '49',
    'anthropic-ratelimit-requests-reset': reset,
    'anthropic-ratelimit-tokens-limit': '100000',
    'anthropic-ratelimit-tokens-remaining': '99000',
    'anthropic-ratelimit-tokens-reset': reset,
    'request-id': `req_sim${serial}`,
  }
}

function lastOf(path: string): string {
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
}
