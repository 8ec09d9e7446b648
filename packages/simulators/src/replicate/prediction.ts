import type { ReplicateBehaviour } from './behaviour.ts'
import type { Fields } from './check-input.ts'
import type { SimulatedModel } from './models.ts'
import { outputOf } from './output.ts'

export type WebhookEvent = 'start' | 'output' | 'logs' | 'completed'
export const webhookEvents: readonly WebhookEvent[] = ['start', 'output', 'logs', 'completed']

/** What the vendor keeps of a prediction. */
export interface Prediction {
  readonly id: string
  readonly account: string
  readonly model: SimulatedModel
  readonly input: Fields
  readonly behaviour: ReplicateBehaviour
  readonly origin: string
  readonly createdAt: number
  readonly deadline?: number
  readonly deployment?: string
  readonly webhook?: string
  readonly webhookEvents: readonly WebhookEvent[]
  /** Trouble that the prompt asked for at later requests, each once. */
  readonly later: ReplicateBehaviour[]
  polls: number
  /** An end that came from outside. */
  ended?: 'canceled' | 'aborted'
  removed: boolean
}

const usualPolls = 2

/** Where it stands after so many polls. */
type Stage = 'starting' | 'processing' | 'over'

function stageOf({ polls, behaviour }: Prediction): Stage {
  if (behaviour.outcome === 'never') return polls === 0 ? 'starting' : 'processing'
  if (polls >= (behaviour.polls ?? usualPolls)) return 'over'
  // What is to be aborted never starts.
  return polls === 0 || behaviour.outcome === 'aborted' ? 'starting' : 'processing'
}

export function hasStarted(prediction: Prediction): boolean {
  return stageOf(prediction) !== 'starting'
}

export function isOver(prediction: Prediction): boolean {
  return prediction.ended !== undefined || stageOf(prediction) === 'over'
}

/** Runs a prediction to its end, if it has one. */
export function finish(prediction: Prediction): void {
  prediction.polls = Math.max(prediction.polls, prediction.behaviour.polls ?? usualPolls)
}

/** As the vendor tells of it now. */
export function predictionBody(prediction: Prediction): object {
  return bodyAt(prediction, prediction.ended === undefined ? stageOf(prediction) : 'over')
}

/** As a webhook tells of it, however it stands by then. */
export function bodyForEvent(prediction: Prediction, event: WebhookEvent): object {
  if (event === 'completed') return bodyAt(prediction, 'over')
  const body = bodyAt(prediction, 'processing')
  return event === 'output' ? { ...body, output: outputOf(prediction) } : body
}

function bodyAt(prediction: Prediction, stage: Stage): object {
  const { behaviour, createdAt, ended, id, input, model, origin } = prediction
  const status = stage === 'over' ? statusAtEnd(prediction) : stage
  const unstarted =
    status === 'starting' || status === 'aborted' || (ended !== undefined && !hasStarted(prediction))
  const over = stage === 'over' && behaviour.outcome !== 'processing-with-output'
  const removed = prediction.removed || (stage === 'over' && behaviour.dataRemoved === true)
  const seconds = secondsOf(prediction)
  const at = (offset: number): string => new Date(createdAt + offset).toISOString()
  const url = `${origin}/v1/predictions/${id}`
  return {
    id,
    model: `${model.owner}/${model.name}`,
    version: model.official ? 'hidden' : model.version,
    input: removed ? {} : input,
    logs: removed || unstarted ? '' : logsOf(prediction, stage),
    output: removed || !hasOutput(prediction, stage) ? null : outputOf(prediction),
    data_removed: removed,
    error: status === 'failed' ? (behaviour.why ?? 'CUDA out of memory.') : null,
    source: 'api',
    status: behaviour.status ?? status,
    created_at: at(0),
    ...(unstarted ? {} : { started_at: at(500) }),
    ...(over ? { completed_at: at(500 + seconds * 1000) } : {}),
    ...(over && !unstarted ? { metrics: { predict_time: seconds, total_time: seconds + 0.5 } } : {}),
    ...(prediction.deadline === undefined ? {} : { deadline: at(prediction.deadline) }),
    ...(prediction.deployment === undefined ? {} : { deployment: prediction.deployment }),
    ...(prediction.webhook === undefined ? {} : { webhook: prediction.webhook }),
    ...(prediction.webhook === undefined ? {} : { webhook_events_filter: prediction.webhookEvents }),
    urls: {
      get: url,
      cancel: `${url}/cancel`,
      web: `https://replicate.com/p/${id}`,
      ...(model.output === 'chunks' ? { stream: `${origin}/stream/${id}` } : {}),
    },
  }
}

function statusAtEnd({ behaviour, ended }: Prediction): string {
  const outcome = behaviour.outcome ?? 'succeeded'
  if (ended !== undefined) return ended
  if (outcome === 'never' || outcome.startsWith('processing-')) return 'processing'
  return outcome === 'succeeded-without-output' ? 'succeeded' : outcome
}

function hasOutput({ behaviour, ended }: Prediction, stage: Stage): boolean {
  const outcome = behaviour.outcome ?? 'succeeded'
  return (
    stage === 'over' &&
    ended === undefined &&
    (outcome === 'succeeded' || outcome === 'processing-with-output')
  )
}

/** So that every meter can be told from the input: a quarter of a second, and a half for each poll. */
function secondsOf({ behaviour }: Prediction): number {
  return 0.25 + 0.5 * (behaviour.polls ?? usualPolls)
}

/** What the model's own program writes, with the bar that shows how far it is. */
function logsOf(prediction: Prediction, stage: Stage): string {
  const last = prediction.behaviour.polls ?? usualPolls
  const done = stage === 'over' && prediction.ended === undefined ? last : Math.min(prediction.polls, last)
  const lines = [`Using seed: ${String(prediction.input['seed'] ?? 42)}`]
  for (let step = 1; step <= done; step++) {
    const percent = Math.round((step / last) * 100)
    lines.push(
      `${String(percent).padStart(3)}%|${'█'.repeat(step)}   | ${step}/${last} [00:0${step % 10}<00:01]`,
    )
  }
  return `${lines.join('\n')}\n`
}
