import type { ImageRequest } from '@lucid-gateway/core'
import { type Seen, watch } from '@lucid-gateway/oracle'
import { type RecordedRequest, type ReplicateSimulator, simulatorKey } from '@lucid-gateway/simulators'
import Replicate from 'replicate'
import type { Attempts } from './attempts.ts'
import type { ImageJob, StartedPlugin } from './started-plugin.ts'
import { JobFailed, toldByPlugin, toldBySdk, toldByThrown, type Told, type ToldError } from './told.ts'

/** What is asked, as a user of the SDK writes it and as a caller of the gateway does. */
export interface Question {
  readonly model: string
  readonly input: object
  readonly request: ImageRequest
  /** Whether it is cancelled as soon as it has begun. */
  readonly cancelled?: boolean
}

type Side = (question: Question, key?: string) => Promise<Seen<Told, ToldError>>

/** The same prediction by the SDK and by the plugin, each from its start to its end. */
export function imageSides(
  simulator: ReplicateSimulator,
  plugin: StartedPlugin,
  attempts: Attempts,
): Readonly<Record<'sdk' | 'plugin', Side>> {
  const { job } = plugin.image
  return {
    sdk: ({ cancelled, input, model }, auth = simulatorKey) => {
      const client = new Replicate({ auth, baseUrl: simulator.url, useFileOutput: false })
      return watch<Told, ToldError>(
        simulator,
        async hear => {
          const version = model.split(':')[1]
          const made = await client.predictions.create({ ...(version ? { version } : { model }), input })
          const begun = cancelled ? await client.predictions.cancel(made.id) : made
          const end = await client.wait(begun, { interval: 1 })
          hear(() => toldBySdk(end))
        },
        toldByThrown,
        sentIn,
      )
    },
    plugin: ({ cancelled, model, request }, apiKey = simulatorKey) =>
      watch<Told, ToldError>(
        simulator,
        async hear => {
          const attempt = attempts.next(model, { credentials: { apiKey } })
          const made = await job.start(request, attempt)
          let status: ImageJob = cancelled ? await job.cancel(made.cursor, attempt) : made
          while (status.state === 'queued' || status.state === 'running') {
            status = await job.status(status.cursor, attempt)
          }
          if (status.state === 'failed') throw new JobFailed(status.error)
          const end = status
          hear(() => toldByPlugin(end))
        },
        toldByThrown,
        sentIn,
      ),
  }
}

/** What the vendor was sent; of ids, which count requests, only that there is one. */
function sentIn({ body, headers, method, path }: RecordedRequest): unknown {
  const type = headers['content-type']?.split(';')[0]
  return {
    method,
    path: path.replace(/\/predictions\/\w+/, '/predictions/id'),
    authorization: headers['authorization'],
    prefer: headers['prefer'],
    type: method === 'POST' && body !== undefined ? type : undefined,
    body: JSON.parse(JSON.stringify(body ?? null).replaceAll(/\/files\/\w+/g, '/files/id')) as unknown,
  }
}
