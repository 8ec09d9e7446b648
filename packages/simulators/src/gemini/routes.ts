import type { Delivery, Piece } from '../delivery.ts'
import { wishesIn } from '../openai/behaviour.ts'
import type { Turn } from '../server.ts'
import { badArgument, geminiErrors, GeminiApiError } from './api-error.ts'
import { type GeminiBehaviour, geminiWishes, withOwnBody } from './behaviour.ts'
import { checkGenerate } from './check-generate.ts'
import { embedBatch } from './embeddings.ts'
import { countGeminiPrompt, generateAnswer, tokensOf } from './generation.ts'
import { countRequest, type GenerateBody, vertexCountRequest } from './messages.ts'
import { geminiModel, geminiModelList, oneGeminiModel, vertexModelList } from './models.ts'
import { grantToken, type IssuedTokens, OAuthError, unauthenticated } from './oauth.ts'
import { readGeminiPrompt } from './prompt.ts'
import { responseBody, responseChunks } from './response-body.ts'

export interface GeminiTurn extends Turn<GeminiBehaviour> {
  readonly tokens: IssuedTokens
}

type Match = Readonly<Record<string, string>>
type Handler = (turn: GeminiTurn, match: Match, behaviour: GeminiBehaviour) => Delivery

interface Route {
  readonly method: 'GET' | 'POST'
  readonly pattern: RegExp
  /** Who may call it: whoever has a key, or a token, or a machine of the vendor's own. */
  readonly access: 'key' | 'token' | 'none'
  handler(turn: GeminiTurn, match: Match, behaviour: GeminiBehaviour): Delivery
}

const vertex =
  '^/(?<version>v1|v1beta1)/projects/(?<project>[\\w-]+)/locations/(?<location>[\\w-]+)/publishers/google'
const one = '/models/(?<model>[\\w.-]+)'

const routes: readonly Route[] = [
  ...methods('^/(?<version>v1|v1beta)', 'key'),
  ...methods(vertex, 'token'),
  post(`^/(?<version>v1|v1beta)${one}:batchEmbedContents$`, 'key', embed),
  get('^/(?<version>v1|v1beta)/models$', 'key', listModels),
  get(`^/(?<version>v1|v1beta)${one}$`, 'key', (_turn, { model = '', version = '' }, behaviour) =>
    answer(behaviour, () => oneGeminiModel(model, version)),
  ),
  get('^/v1beta1/publishers/google/models$', 'token', (_turn, _match, behaviour) =>
    answer(behaviour, vertexModelList),
  ),
  post('^/token$', 'none', (turn, _match, behaviour) =>
    answer(behaviour, () => grantToken(formOf(turn), turn.tokens)),
  ),
  get('^/computeMetadata/v1/instance/service-accounts/default/token$', 'none', metadataToken),
]

function methods(prefix: string, access: Route['access']): readonly Route[] {
  return [
    post(`${prefix}${one}:generateContent$`, access, generate(false)),
    post(`${prefix}${one}:streamGenerateContent$`, access, generate(true)),
    post(`${prefix}${one}:countTokens$`, access, count),
  ]
}

function post(pattern: string, access: Route['access'], handler: Handler): Route {
  return { method: 'POST', pattern: new RegExp(pattern), access, handler }
}

function get(pattern: string, access: Route['access'], handler: Handler): Route {
  return { method: 'GET', pattern: new RegExp(pattern), access, handler }
}

export function answerToGemini(turn: GeminiTurn): Delivery {
  const { method, path } = turn.request
  let behaviour: GeminiBehaviour = {}
  try {
    const route = routes.find(each => each.method === method && each.pattern.test(path))
    if (!route) return notFound(path)
    if (route.access !== 'none') authenticate(turn, route.access)
    behaviour = turn.next() ?? {}
    return route.handler(turn, route.pattern.exec(path)?.groups ?? {}, behaviour)
  } catch (error) {
    if (error instanceof OAuthError) return json(400, error, behaviour)
    if (!(error instanceof GeminiApiError)) throw error
    const { fault: _, ...calm } = behaviour
    return json(error.code, error, calm)
  }
}

function authenticate({ request, keys, tokens }: GeminiTurn, access: Route['access']): void {
  if (access === 'token') {
    const token = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1]
    if (token === undefined || !tokens.isGood(token)) throw unauthenticated()
    return
  }
  const key = request.headers['x-goog-api-key'] ?? request.query.get('key')
  if (key === null || key === undefined) {
    throw new GeminiApiError(
      403,
      'PERMISSION_DENIED',
      "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
    )
  }
  if (!keys.includes(key)) throw geminiErrors.api_key_invalid
}

function generate(stream: boolean): Handler {
  return (turn, { model: name = '', version = '' }, scripted) => {
    const model = geminiModel(name, 'generateContent', version)
    const body = checkGenerate(jsonOf(turn), model)
    const behaviour = { ...geminiWishes(wishesIn(readGeminiPrompt(body).last)), ...scripted }
    refuse(behaviour)
    const generation = generateAnswer(body, model, behaviour, turn.serial)
    turn.request.usage = generation.usage
    const { responseLogprobs, logprobs } = body.generationConfig ?? {}
    const options = responseLogprobs === true ? { logprobs: Number(logprobs ?? 0) } : {}
    const { fault } = behaviour
    if (!stream || fault?.kind === 'html' || fault?.kind === 'body-error') {
      const tokens = generation.candidates.reduce((sum, each) => sum + tokensOf(each), 0)
      return json(200, lacking(responseBody(generation, options), behaviour), behaviour, tokens)
    }
    const chunks = responseChunks(generation, options)
    return turn.request.query.get('alt') === 'sse'
      ? delivered(behaviour, 'text/event-stream', events(chunks, behaviour))
      : delivered(behaviour, 'application/json; charset=UTF-8', list(chunks))
  }
}

function refuse({ error }: GeminiBehaviour): void {
  if (error === undefined) return
  throw geminiErrors[error] ?? badArgument(`The simulator knows no error named '${String(error)}'.`)
}

function* events(chunks: ReturnType<typeof responseChunks>, behaviour: GeminiBehaviour): Generator<Piece> {
  const { fault } = behaviour
  for (const { body, tokens, what } of chunks) {
    if (fault?.kind === 'without' && fault.what === what) continue
    yield piece(`data: ${JSON.stringify(lacking(body, behaviour))}\r\n\r\n`, tokens)
  }
}

/** Where no events were asked for, a stream is a list. */
function* list(chunks: ReturnType<typeof responseChunks>): Generator<Piece> {
  let before = '['
  for (const { body, tokens } of chunks) {
    yield piece(before + JSON.stringify(body), tokens)
    before = ',\r\n'
  }
  yield piece(']')
}

function lacking(body: object, { fault }: GeminiBehaviour): object {
  if (fault?.kind !== 'without') return body
  const { usageMetadata, candidates, ...rest } = body as {
    usageMetadata?: object
    candidates?: readonly object[]
  }
  if (fault.what === 'usage') return { candidates, ...rest }
  const unfinished = candidates?.map(candidate => ({ ...candidate, finishReason: undefined }))
  return fault.what === 'finish' ? { candidates: unfinished, usageMetadata, ...rest } : body
}

function count(
  turn: GeminiTurn,
  { model: name = '', version = '', project }: Match,
  behaviour: GeminiBehaviour,
): Delivery {
  const model = geminiModel(name, 'countTokens', version)
  const message = project === undefined ? countRequest : vertexCountRequest
  const read = message(jsonOf(turn), '') as GenerateBody & { readonly generateContentRequest?: GenerateBody }
  const { generateContentRequest } = read
  if ((generateContentRequest === undefined) === (read.contents === undefined)) {
    throw badArgument('Exactly one of contents and generate_content_request must be set.')
  }
  if (generateContentRequest && generateContentRequest['model'] !== `models/${model.id}`) {
    throw badArgument('* CountTokensRequest.generate_content_request.model: unexpected model name format\n')
  }
  return answer(behaviour, () => {
    const totalTokens = countGeminiPrompt(generateContentRequest ?? read)
    return { totalTokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: totalTokens }] }
  })
}

function embed(
  turn: GeminiTurn,
  { model: name = '', version = '' }: Match,
  behaviour: GeminiBehaviour,
): Delivery {
  const model = geminiModel(name, 'embedContent', version)
  const { body, promptTokens } = embedBatch(jsonOf(turn), model)
  turn.request.usage = {
    promptTokens,
    cachedTokens: 0,
    cacheWriteTokens: 0,
    completionTokens: 0,
    reasoningTokens: 0,
  }
  return answer(behaviour, () => body)
}

function listModels({ request }: GeminiTurn, _match: Match, behaviour: GeminiBehaviour): Delivery {
  const size = Math.min(1000, Number(request.query.get('pageSize') ?? 50))
  return answer(behaviour, () => geminiModelList(size, request.query.get('pageToken') ?? ''))
}

function metadataToken({ request, tokens }: GeminiTurn, _match: Match, behaviour: GeminiBehaviour): Delivery {
  if (request.headers['metadata-flavor'] !== 'Google') return json(403, {}, behaviour)
  const delivery = answer(behaviour, () => tokens.issue())
  return { ...delivery, headers: { ...delivery.headers, 'metadata-flavor': 'Google' } }
}

function formOf({ request }: GeminiTurn): URLSearchParams {
  return new URLSearchParams(Buffer.from(request.raw).toString())
}

function jsonOf({ request }: GeminiTurn): unknown {
  if (request.body === undefined) throw badArgument('Invalid JSON payload received. Unexpected token.')
  return request.body
}

function answer(behaviour: GeminiBehaviour, body: () => object): Delivery {
  refuse(behaviour)
  return json(200, body(), behaviour)
}

const htmlPage =
  '<!DOCTYPE html>\n<html lang=en>\n<title>Error 502 (Server Error)!!1</title>\n<p>502. That’s an error.\n'

function notFound(path: string): Delivery {
  const page = `<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p>The requested URL ${path} was not found on this server.\n`
  return { status: 404, headers: { 'content-type': 'text/html; charset=UTF-8' }, pieces: [piece(page)] }
}

/** A body in one piece, in two so that a fault can let half of it through. */
function json(status: number, body: object, behaviour: GeminiBehaviour, tokens = 0): Delivery {
  const { fault } = behaviour
  if (fault?.kind === 'html') {
    return {
      status: fault.status ?? 502,
      headers: { 'content-type': 'text/html' },
      pieces: [piece(htmlPage)],
    }
  }
  const own = withOwnBody(fault)
  const text = Buffer.from(JSON.stringify(own?.kind === 'body-error' ? own.body : body, undefined, 2))
  const half = Math.ceil(text.length / 2)
  const pieces = [
    { bytes: text.subarray(0, half), tokens: 0 },
    { bytes: text.subarray(half), tokens },
  ]
  return { ...delivered(behaviour, 'application/json; charset=UTF-8', pieces), status }
}

function delivered(behaviour: GeminiBehaviour, type: string, pieces: Iterable<Piece>): Delivery {
  const fault = withOwnBody(behaviour.fault)
  return {
    status: 200,
    headers: { 'content-type': type, server: 'scaffolding on HTTPServer2', ...behaviour.headers },
    pieces,
    eventOf: data => `data: ${data}\r\n\r\n`,
    ...(fault ? { fault } : {}),
    ...(behaviour.paceMs === undefined ? {} : { paceMs: behaviour.paceMs }),
  }
}

function piece(text: string, tokens = 0): Piece {
  return { bytes: Buffer.from(text), tokens }
}
