import type { Delivery } from '../delivery.ts'
import type { Turn } from '../server.ts'
import { bytesAnswer, errorAnswer, jsonAnswer } from './answer.ts'
import { notFound, ReplicateApiError, replicateErrors } from './api-error.ts'
import type { Ask } from './ask.ts'
import type { ReplicateBehaviour, ReplicateStep } from './behaviour.ts'
import { createByDeployment, createByModel, createByVersion } from './create.ts'
import { createFile, deleteFile, getFile, listFiles } from './files.ts'
import {
  collection,
  collections,
  deployment,
  getModel,
  listModels,
  searchModels,
  version,
  versions,
} from './model-routes.ts'
import { pictureNamed } from './pictures.ts'
import { isOver, type Prediction, predictionBody } from './prediction.ts'
import type { State } from './state.ts'
import { streamAnswer } from './stream.ts'
import { replicateWebhookSecret } from './webhooks.ts'

type Handler = (ask: Ask) => Delivery | Promise<Delivery>
type Route = readonly [step: ReplicateStep, method: string, pattern: RegExp, handler: Handler]

const word = '([^/]+)'
const route = (step: ReplicateStep, method: string, path: string, handler: Handler): Route => [
  step,
  method,
  new RegExp(`^/v1${path.replaceAll('*', word)}$`),
  handler,
]

const routes: readonly Route[] = [
  route('create', 'POST', '/predictions', createByVersion),
  route('create', 'POST', '/models/*/*/predictions', createByModel),
  route('create', 'POST', '/deployments/*/*/predictions', createByDeployment),
  route('get', 'GET', '/predictions', listPredictions),
  route('get', 'GET', '/predictions/*', getPrediction),
  route('cancel', 'POST', '/predictions/*/cancel', cancel),
  route('models', 'GET', '/models', listModels),
  route('models', 'QUERY', '/models', searchModels),
  route('models', 'GET', '/models/*/*', getModel),
  route('models', 'GET', '/models/*/*/versions', versions),
  route('models', 'GET', '/models/*/*/versions/*', version),
  route('models', 'GET', '/deployments/*/*', deployment),
  route('models', 'GET', '/collections', collections),
  route('models', 'GET', '/collections/*', collection),
  route('files', 'POST', '/files', createFile),
  route('files', 'GET', '/files', listFiles),
  route('files', 'GET', '/files/*', getFile),
  route('files', 'DELETE', '/files/*', deleteFile),
  route('account', 'GET', '/account', ({ behaviour }) => jsonAnswer(200, account, behaviour)),
  route('secret', 'GET', '/webhooks/default/secret', ({ behaviour }) =>
    jsonAnswer(200, { key: replicateWebhookSecret }, behaviour),
  ),
]

const account = {
  type: 'organization',
  username: 'acme',
  name: 'Acme Corp, Inc.',
  github_url: 'https://github.com/acme',
  avatar_url: null,
}

export async function answerToReplicate(turn: Turn<ReplicateBehaviour>, state: State): Promise<Delivery> {
  const { headers, method, path } = turn.request
  const origin = `http://${headers['host']}`
  try {
    if (path.startsWith('/delivery/')) return delivered(path, state)
    if (path.startsWith('/stream/')) return streamAnswer(path, state)
    const key = authenticate(turn)
    const match = routes
      .map(([step, verb, pattern, handler]) => ({
        step,
        handler,
        found: verb === method && pattern.exec(path),
      }))
      .find(({ found }) => found)
    if (!match?.found) throw notFound()
    const { step, handler, found } = match
    const params = found.slice(1).map(decodeURIComponent)
    const behaviour = state.take(step) ?? laterTrouble(state, step, params) ?? {}
    const id = `sim${turn.serial.toString(36).padStart(23, '0')}`
    const ask: Ask = { request: turn.request, params, account: key, origin, id, behaviour, state }
    if (step !== 'create' && behaviour.error !== undefined) throw replicateErrors[behaviour.error]
    return await handler(ask)
  } catch (error) {
    if (!(error instanceof ReplicateApiError)) throw error
    return errorAnswer(error)
  }
}

function authenticate({ keys, request }: Turn<ReplicateBehaviour>): string {
  const given = /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1]
  if (given === undefined || !keys.includes(given)) throw replicateErrors.unauthenticated
  return given
}

/** The trouble that the prompt of the prediction in the path asked for. */
function laterTrouble(
  { predictions }: State,
  step: ReplicateStep,
  [id = '']: readonly string[],
): ReplicateBehaviour | undefined {
  return takeLater(predictions.get(id), step)
}

function takeLater(prediction: Prediction | undefined, step: ReplicateStep): ReplicateBehaviour | undefined {
  const at = prediction?.later.findIndex(({ on }) => on === step) ?? -1
  return at < 0 ? undefined : prediction?.later.splice(at, 1)[0]
}

/** An account is a key, and sees its own alone. */
function predictionOf({ account: key, params, state }: Ask): Prediction {
  const prediction = state.predictions.get(params[0] ?? '')
  if (prediction?.account !== key) throw notFound()
  return prediction
}

function getPrediction(ask: Ask): Delivery {
  const prediction = predictionOf(ask)
  if (!isOver(prediction)) prediction.polls++
  return jsonAnswer(200, predictionBody(prediction), ask.behaviour)
}

/** What is over stays as it ended. */
function cancel(ask: Ask): Delivery {
  const prediction = predictionOf(ask)
  if (!isOver(prediction)) prediction.ended = 'canceled'
  return jsonAnswer(200, predictionBody(prediction), ask.behaviour)
}

/** The newest first, a page at a time. */
function listPredictions({ account: key, behaviour, origin, request, state }: Ask): Delivery {
  const { query } = request
  const [after, before] = ['created_after', 'created_before'].map(name => Date.parse(query.get(name) ?? ''))
  const all = [...state.predictions.values()]
    .filter(prediction => prediction.account === key)
    .filter(({ createdAt }) => !(createdAt < Number(after)) && !(createdAt >= Number(before)))
    .toReversed()
  const from = Number(query.get('cursor') ?? 0)
  const page = (at: number): string | null =>
    at < 0 || at >= all.length ? null : `${origin}/v1/predictions?cursor=${at}`
  const results = all.slice(from, from + state.pageSize).map(predictionBody)
  const body = { previous: page(from - state.pageSize), next: page(from + state.pageSize), results }
  return jsonAnswer(200, body, behaviour)
}

/** What was made, for whoever has its address; nobody is asked for a key here. */
function delivered(path: string, state: State): Delivery {
  const [, , id = '', file = ''] = path.split('/')
  const prediction = state.predictions.get(id)
  const picture = pictureNamed(file)
  if (!prediction || prediction.removed || !picture) {
    return bytesAnswer(404, Buffer.from('Not found'), 'text/plain')
  }
  const behaviour = state.take('delivery') ?? takeLater(prediction, 'delivery')
  if (behaviour?.fault?.kind === 'html') return jsonAnswer(200, {}, behaviour)
  return bytesAnswer(200, picture.bytes, picture.type, behaviour)
}
