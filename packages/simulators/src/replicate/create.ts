import type { Delivery } from '../delivery.ts'
import { errorAnswer, jsonAnswer } from './answer.ts'
import { invalidInput, notFound, ReplicateApiError, replicateErrors } from './api-error.ts'
import type { Ask } from './ask.ts'
import { laterWishes, type ReplicateBehaviour, replicateWishes } from './behaviour.ts'
import { checkInput, type Fields, isFields } from './check-input.ts'
import { modelNamed, modelOfVersion, type SimulatedModel, simulatedDeployment } from './models.ts'
import {
  finish,
  isOver,
  type Prediction,
  predictionBody,
  type WebhookEvent,
  webhookEvents,
} from './prediction.ts'

/** `POST /predictions`: the version as 64 hexadecimal digits, or behind its model's name, or an official model's name. */
export function createByVersion(ask: Ask): Delivery {
  const body = bodyOf(ask)
  const { version } = body
  if (typeof version !== 'string') {
    throw invalidInput([{ type: 'required', field: '(root)', description: 'version is required' }])
  }
  const model = modelOfVersion(version)
  const named = version.includes('/') && !version.includes(':')
  if (!model || (named && !model.official)) throw replicateErrors.invalid_version
  return create(ask, body, model)
}

/** `POST /models/{owner}/{name}/predictions`: of official models alone. */
export function createByModel(ask: Ask): Delivery {
  const model = modelNamed(ask.params.join('/'))
  if (!model.official) throw notFound()
  return create(ask, bodyOf(ask), model)
}

export function createByDeployment(ask: Ask): Delivery {
  const { name, of, owner } = simulatedDeployment
  if (ask.params.join('/') !== `${owner}/${name}`) throw notFound()
  return create(ask, bodyOf(ask), modelNamed(of), `${owner}/${name}`)
}

function create(ask: Ask, body: Fields, model: SimulatedModel, deployment?: string): Delivery {
  const { account, id, origin, request, state } = ask
  const input = checkInput(body['input'], model)
  const prompt = String(input['prompt'] ?? '')
  const behaviour: ReplicateBehaviour = { ...replicateWishes(prompt), ...ask.behaviour }
  if (behaviour.error !== undefined) return errorAnswer(replicateErrors[behaviour.error], behaviour)
  const deadline = deadlineIn(request.headers['cancel-after'])
  const webhook = webhookIn(body)
  const prediction: Prediction = {
    id,
    account,
    model,
    input,
    behaviour,
    origin,
    createdAt: state.now(),
    ...(deadline === undefined ? {} : { deadline }),
    ...(deployment === undefined ? {} : { deployment }),
    ...(webhook === undefined ? {} : { webhook }),
    webhookEvents: eventsIn(body),
    later: [...laterWishes(prompt)],
    polls: 0,
    removed: false,
  }
  state.predictions.set(id, prediction)
  const seconds = waitIn(request.headers['prefer'])
  if (seconds === undefined) return jsonAnswer(201, predictionBody(prediction), behaviour)
  // A poll stands for a second.
  if (seconds >= (behaviour.polls ?? 2)) finish(prediction)
  else prediction.polls = seconds
  const done = isOver(prediction)
  const applied = { 'preference-applied': String(request.headers['prefer']) }
  return jsonAnswer(done ? 201 : 202, predictionBody(prediction), behaviour, applied)
}

function bodyOf({ request }: Ask): Fields {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/json\b/.test(type)) {
    throw new ReplicateApiError(415, `Unsupported media type "${type}" in request.`)
  }
  if (!isFields(request.body)) throw new ReplicateApiError(400, 'JSON parse error')
  return request.body
}

function webhookIn({ webhook }: Fields): string | undefined {
  if (webhook === undefined) return undefined
  const url = typeof webhook === 'string' ? URL.parse(webhook) : null
  const loopback = url?.hostname === '127.0.0.1'
  if (url?.protocol === 'https:' || loopback) return webhook as string
  throw invalidInput([{ type: 'format', field: 'webhook', description: 'webhook must be an HTTPS URL' }])
}

function eventsIn({ webhook_events_filter: filter = webhookEvents }: Fields): readonly WebhookEvent[] {
  if (Array.isArray(filter) && filter.every(one => webhookEvents.includes(one as WebhookEvent))) {
    return filter as readonly WebhookEvent[]
  }
  const description = `must be a list of ${webhookEvents.join(', ')}`
  throw invalidInput([{ type: 'enum', field: 'webhook_events_filter', description }])
}

/** Seconds of `wait` or `wait=N`; undefined where nothing is to be waited for. */
function waitIn(prefer: string | undefined): number | undefined {
  if (prefer === undefined || prefer === 'respond-async') return undefined
  const match = /^wait(?:=(\d+))?$/.exec(prefer)
  const seconds = Number(match?.[1] ?? 60)
  if (match && seconds >= 1 && seconds <= 60) return seconds
  throw invalidInput([{ type: 'range', field: 'Prefer', description: 'wait must be from 1 to 60 seconds' }])
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of `30s`, `1m`, `1h30m`; at least 5 seconds. */
function deadlineIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const steps = [...text.matchAll(/(\d+)([smh])/g)]
  const ms = steps.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0)
  if (/^(\d+[smh])+$/.test(text) && ms >= 5000) return ms
  throw invalidInput([
    { type: 'format', field: 'Cancel-After', description: 'must be a duration of at least 5 seconds' },
  ])
}
