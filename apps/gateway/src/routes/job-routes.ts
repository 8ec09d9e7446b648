import { image } from '@lucid-gateway/core'
import { jobEvents } from '../dialects/lucid/jobs/job-events.ts'
import { receiveReport } from '../dialects/lucid/jobs/receive-report.ts'
import { sendArtifact } from '../dialects/lucid/jobs/send-artifact.ts'
import { deleteJob, showJob } from '../dialects/lucid/jobs/show-job.ts'
import { startJob } from '../dialects/lucid/jobs/start-job.ts'
import { webhookSecret } from '../dialects/lucid/jobs/webhook-secret.ts'
import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import { readCall } from '../dialects/lucid/read-call.ts'
import type { Route } from './route.ts'

const lucid = { access: 'caller', dialect: lucidDialect } as const
const open = { access: 'open', dialect: lucidDialect } as const

/** Work that outlives its request. */
export const jobRoutes: readonly Route[] = [
  {
    ...lucid,
    method: 'POST',
    path: '/v1/images',
    summary:
      'Pictures, as a job: answered at once, or with its end where `Prefer: wait=<seconds>` allows for that.',
    body: { of: 'capability', id: 'image' },
    answer: 'Job',
    ask: (_head, { body }) => readCall(body, image),
    handler: exchange => startJob(exchange, image),
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/images/:id',
    summary: 'How it stands with pictures.',
    answer: 'Job',
    handler: exchange => showJob(exchange, 'image'),
  },
  {
    ...lucid,
    method: 'DELETE',
    path: '/v1/images/:id',
    summary: 'Cancels them where they are not made yet, and forgets them.',
    answer: 'Job',
    handler: exchange => deleteJob(exchange, 'image'),
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/jobs/:id',
    summary: 'How a job stands.',
    answer: 'Job',
    handler: exchange => showJob(exchange),
  },
  {
    ...lucid,
    method: 'DELETE',
    path: '/v1/jobs/:id',
    summary: 'Cancels a job where it is under way, and forgets it.',
    answer: 'Job',
    handler: exchange => deleteJob(exchange),
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/jobs/:id/events',
    summary: 'What happens to a job, as server-sent events; `Last-Event-ID` goes on where a reader left off.',
    media: 'events',
    handler: jobEvents,
  },
  {
    ...lucid,
    method: 'GET',
    path: '/v1/webhooks/secret',
    summary: 'What signs the webhooks of jobs that this key starts with `x-webhook-url`.',
    answer: 'WebhookSecret',
    handler: webhookSecret,
  },
  {
    ...open,
    method: 'GET',
    path: '/v1/artifacts/:id',
    summary: 'A file that a model made. Who knows its id may read it; ids can not be guessed.',
    media: 'file',
    handler: sendArtifact,
  },
  {
    ...open,
    method: 'POST',
    path: '/hooks/:account/:job',
    summary: "A vendor's report of a job, signed as the vendor signs.",
    answer: 'ReportReceived',
    handler: receiveReport,
  },
]
