import { type ErrorRecord, LucidError } from '@lucid-gateway/core'
import type { Prediction } from 'replicate'
import type { ImageJob } from './started-plugin.ts'

/** How a prediction ended, in words that belong to neither side of a comparison. */
export interface Told {
  readonly model: string | undefined
  readonly status: string
  readonly pictures: readonly string[]
  readonly seconds: number | undefined
  readonly logs: string
}

/** What a failure says. */
export interface ToldError {
  readonly status: number | undefined
  readonly message: string
}

export function toldBySdk({ logs, metrics, model, output, status }: Prediction): Told {
  return {
    model,
    status,
    pictures: anonymous(textsOf(output)),
    seconds: metrics?.predict_time,
    logs: logs ?? '',
  }
}

function textsOf(output: unknown): readonly string[] {
  if (typeof output === 'string') return [output]
  if (typeof output !== 'object' || output === null) return []
  return Object.values(output).flatMap(textsOf)
}

/** Ids count requests, and the sides need not make as many. */
function anonymous(addresses: readonly string[]): readonly string[] {
  return addresses.map(address => address.replace(/\/delivery\/\w+\//, '/delivery/id/'))
}

const statuses: Readonly<Partial<Record<ImageJob['state'], string>>> = { cancelled: 'canceled' }

export function toldByPlugin(job: ImageJob): Told {
  const usage = job.state === 'succeeded' ? job.result.usage : 'usage' in job ? job.usage : undefined
  const seconds = usage?.meters.compute_second
  return {
    model: job.state === 'succeeded' ? job.result.model : undefined,
    status: statuses[job.state] ?? job.state,
    pictures:
      job.state === 'succeeded'
        ? anonymous(job.result.images.map(({ data, mediaType }) => addressOf(data, mediaType)))
        : [],
    seconds: seconds?.certainty === 'known' ? seconds.quantity : undefined,
    logs: (job.logs ?? []).map(line => `${line}\n`).join(''),
  }
}

type Data = Extract<ImageJob, { state: 'succeeded' }>['result']['images'][number]['data']

function addressOf(data: Data, mediaType: string): string {
  if (data.kind === 'url') return data.url
  return data.kind === 'base64' ? `data:${mediaType};base64,${data.base64}` : data.id
}

/** A job that fails is an error of the SDK's. */
export class JobFailed extends Error {
  readonly record: ErrorRecord

  constructor(record: ErrorRecord) {
    super(record.message)
    this.record = record
  }
}

export function toldByThrown(thrown: unknown): ToldError {
  if (LucidError.is(thrown)) return { status: thrown.upstream?.status, message: thrown.message }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const refused = /failed with status (\d+)[^:]*: ({.*})\.$/s.exec(message)
  if (!refused) return { status: undefined, message: message.replace(/^Prediction failed: /, '') }
  const { detail } = JSON.parse(refused[2] as string) as { readonly detail: string }
  return { status: Number(refused[1]), message: detail }
}
