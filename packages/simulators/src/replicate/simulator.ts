import type { RecordedRequest } from '../recorded-request.ts'
import { type Simulator, type SimulatorOptions, startSimulator } from '../server.ts'
import type { ReplicateBehaviour } from './behaviour.ts'
import { finish, hasStarted, type Prediction } from './prediction.ts'
import { answerToReplicate } from './routes.ts'
import { State } from './state.ts'
import { type DeliveryOptions, type WebhookMessage, Webhooks } from './webhooks.ts'

export interface ReplicateSimulatorOptions extends SimulatorOptions<ReplicateBehaviour> {
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** How many predictions a page of their list has. */
  readonly pageSize?: number
}

export interface ReplicateSimulator extends Simulator<ReplicateBehaviour> {
  /** Requests at addresses of delivery that came with credentials. There must be none. */
  readonly leaks: readonly RecordedRequest[]
  /** The prediction that was created last. */
  readonly lastPrediction: string
  /** Deletes what a prediction was given and made, as the vendor does after an hour. */
  expire(id: string): void
  /** Lets the time of `Cancel-After` pass: what never started is aborted, what runs is canceled. */
  passDeadline(id: string): void
  /** What the vendor would send to a prediction's webhook. */
  webhook(id: string, options?: DeliveryOptions): WebhookMessage
  /** Really sends it, if the event is one that was asked for; gives the status that came back. */
  deliver(id: string, options?: DeliveryOptions): Promise<number | undefined>
}

/** A strict stand-in for Replicate's API, for where it delivers, and for its webhooks; its URL ends in `/v1`. */
export async function startReplicateSimulator(
  options: ReplicateSimulatorOptions = {},
): Promise<ReplicateSimulator> {
  const { now = Date.now, pageSize = 100, script = [], ...rest } = options
  const state = new State(now, pageSize)
  const webhooks = new Webhooks(now)
  state.script(script)
  const simulator = await startSimulator<ReplicateBehaviour>(
    turn => answerToReplicate(turn, state),
    '/v1',
    rest,
  )
  const { reset } = simulator

  function predictionOf(id: string): Prediction {
    const prediction = state.predictions.get(id)
    if (!prediction) throw new Error(`There is no prediction ${id}.`)
    return prediction
  }

  const webhook: ReplicateSimulator['webhook'] = (id, how = {}) => {
    const prediction = predictionOf(id)
    if ((how.event ?? 'completed') === 'completed') finish(prediction)
    return webhooks.message(prediction, how)
  }

  const own = {
    script: (...behaviours: readonly ReplicateBehaviour[]) => state.script(behaviours),
    reset: () => {
      reset()
      state.clear()
      webhooks.clear()
    },
    expire: (id: string) => {
      predictionOf(id).removed = true
    },
    passDeadline: (id: string) => {
      const prediction = predictionOf(id)
      prediction.ended = hasStarted(prediction) ? 'canceled' : 'aborted'
    },
    webhook,
    deliver: async (id: string, how: DeliveryOptions = {}) => {
      const { webhook: url, webhookEvents } = predictionOf(id)
      if (url === undefined || !webhookEvents.includes(how.event ?? 'completed')) return undefined
      const { body, headers } = webhook(id, how)
      const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
      await answer.body?.cancel()
      return answer.status
    },
  }
  return Object.defineProperties(Object.assign(simulator, own), {
    leaks: {
      get: () =>
        simulator.requests.filter(
          ({ headers, path }) =>
            /^\/(delivery|stream)\//.test(path) && headers['authorization'] !== undefined,
        ),
    },
    lastPrediction: { get: () => [...state.predictions.keys()].at(-1) ?? '' },
  }) as ReplicateSimulator
}
