import { errorTable, type JobOffer, type JobStatus } from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { failureOf } from '../conformance/failure.ts'
import { endOf, type JobRun } from '../conformance/job-run.ts'
import type { Sample } from '../conformance/sample.ts'
import { firstSamples, type Subject, withTrial } from '../conformance/subject.ts'
import { hostsOf, type Trial } from '../conformance/trial.ts'
import { needsVendor, scenario } from './scenario.ts'

/** Work that outlives its request, and the process that began it. */
export const jobs = scenario({
  name: 'jobs',
  pointless: async subject => needsVendor(subject) ?? (await needsJob(subject)),
  run: subject =>
    withTrial(subject, async trial => {
      for (const sample of firstSamples(subject)) {
        const { job } = trial.offer(sample)
        if (!job) continue
        const tested = { subject, trial, sample, job, name: `${sample.capability.id}.job (${sample.model})` }
        await checkStatuses(tested)
        await checkOtherProcess(tested)
        await checkCancel(tested)
        await checkWebhookUrl(tested)
        await checkForgery(tested)
      }
    }),
})

interface Tested {
  readonly subject: Subject
  readonly trial: Trial
  readonly sample: Sample
  readonly job: JobOffer
  readonly name: string
}

function needsJob(subject: Subject): Promise<string | undefined> {
  return withTrial(subject, async trial =>
    subject.samples.some(sample => trial.offer(sample).job) ? undefined : 'it has no jobs',
  )
}

function runOf({ job, name, sample, trial }: Tested): JobRun {
  return { name, job, attempt: trial.attempt(sample), inside: trial.inside }
}

function begin({ job, attempt, inside }: JobRun, { request }: Sample): Promise<JobStatus> {
  return inside(() => job.start(structuredClone(request) as never, attempt))
}

/** Every status can be kept as a record, and says something that a reader can use. */
async function checkStatuses(tested: Tested): Promise<void> {
  const run: JobRun = { ...runOf(tested), seen: status => checkStatus(tested.name, status) }
  const end = await endOf(run, await begin(run, tested.sample))
  ensure(end.state === 'succeeded', () => `${tested.name}: the job ended as ${end.state}: ${messageOf(end)}`)
  checkSent(tested, run)
}

function messageOf(end: JobStatus): string {
  return 'error' in end ? end.error.message : ''
}

const states: ReadonlySet<string> = new Set(['queued', 'running', 'succeeded', 'failed', 'cancelled'])

function checkStatus(name: string, status: JobStatus): void {
  const { cursor, logs = [], state } = status
  ensure(states.has(state), `${name}: "${state}" is no state of a job.`)
  ensure(typeof cursor === 'string' && cursor !== '', `${name}: a status of ${state} has no cursor.`)
  ensure(
    Array.isArray(logs) && logs.every(line => typeof line === 'string' && !/[\r\n]/.test(line)),
    `${name}: logs are a list of lines, one text each.`,
  )
  if ('error' in status) {
    const { code } = status.error
    ensure(
      Object.hasOwn(errorTable, code),
      `${name}: the job failed with the code "${code}", which does not exist.`,
    )
  }
  if (status.state !== 'queued' && status.state !== 'running') return
  const { checkAfterMs = 0, progress = 0 } = status
  ensure(progress >= 0 && progress <= 1, `${name}: its progress is ${progress}; it goes from 0 to 1.`)
  ensure(checkAfterMs >= 0 && checkAfterMs < 3_600_000, `${name}: its checkAfterMs is ${checkAfterMs}.`)
}

/** What goes to hosts that were not declared goes without credentials. */
function checkSent({ name, subject }: Tested, { attempt }: JobRun): void {
  const { config, credentials, plugin } = subject
  const declared = new Set(hostsOf(plugin, config).map(host => host.toLowerCase()))
  for (const sent of attempt.sent) {
    const [url = ''] = sent.split('\n')
    const { host, hostname } = new URL(url)
    if (declared.has(host) || declared.has(hostname)) continue
    const leaked = Object.entries(credentials).find(([, value]) => sent.includes(value))
    ensure(!leaked, `${name}: the credential "${leaked?.[0]}" went to ${host}, which is none of its hosts.`)
  }
}

/** What asks after a job is seldom what began it. */
async function checkOtherProcess(tested: Tested): Promise<void> {
  const { sample, subject } = tested
  const { cursor } = await begin(runOf(tested), sample)
  await withTrial(subject, async trial => {
    const { job = tested.job } = trial.offer(sample)
    const run = runOf({ ...tested, trial, job })
    const end = await endOf(run, await trial.inside(() => job.status(cursor, run.attempt)))
    ensure(
      end.state === 'succeeded',
      `${tested.name}: another instance of the plugin could not go on with the cursor alone: ${messageOf(end)}`,
    )
  })
}

async function checkCancel(tested: Tested): Promise<void> {
  const { job, name, sample } = tested
  if (!job.cancel) return
  const run = runOf(tested)
  const { cursor } = await begin(run, sample)
  const cancelled = await run.inside(() => job.cancel?.(cursor, run.attempt))
  ensure(cancelled, `${name}: cancel gives no status.`)
  checkStatus(name, cancelled)
  const end = await endOf(run, cancelled)
  ensure(
    end.state !== 'failed' || end.error.code === 'cancelled',
    `${name}: a job that was cancelled failed: ${messageOf(end)}`,
  )
}

async function checkWebhookUrl(tested: Tested): Promise<void> {
  const { job, name, sample, subject } = tested
  if (!job.webhook) return
  const webhookUrl = 'https://gateway.example/jobs/conformance'
  const run = runOf(tested)
  const before = subject.vendor?.exchanges.length ?? 0
  await begin({ ...run, attempt: Object.assign({}, run.attempt, { webhookUrl }) }, sample)
  const told = subject.vendor?.exchanges
    .slice(before)
    .some(({ request: { body, path } }) =>
      decodeURIComponent(`${path} ${escaped(Buffer.from(body).toString())}`).includes(webhookUrl),
    )
  ensure(told, `${name}: it has a webhook, and does not tell the vendor of attempt.webhookUrl.`)
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25')
}

/** Anybody can send to an address: what does not prove to be the vendor's is refused. */
async function checkForgery(tested: Tested): Promise<void> {
  const { job, name, subject } = tested
  if (!job.webhook) return
  const body = subject.vendor?.exchanges.at(-1)?.sent ?? new Uint8Array()
  const now = String(Math.floor(Date.now() / 1000))
  const signature = Buffer.alloc(32, 7).toString('base64')
  const forgeries = {
    'without a signature': {},
    'with a signature that is not good': {
      'webhook-id': 'msg_1',
      'webhook-timestamp': now,
      'webhook-signature': `v1,${signature}`,
      'x-signature': signature,
    },
  }
  for (const [how, headers] of Object.entries(forgeries)) {
    const { attempt, inside } = runOf(tested)
    const delivery = { headers, body }
    const error = await failureOf(
      `${name}: a webhook ${how}`,
      inside(async () => job.webhook?.(delivery, attempt)),
      'Check that the delivery is genuine before you read it.',
    )
    ensure(
      error.code === 'auth' || error.code === 'permission',
      `${name}: a webhook ${how} is refused with "${error.code}"; say auth.`,
    )
    ensure(
      error.origin === 'caller',
      `${name}: a webhook ${how} is refused as if it were the doing of ${error.origin}; say origin caller, or whoever sends one can have the account passed over.`,
    )
  }
}
