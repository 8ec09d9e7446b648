import { type chat, type JobOffer, type JobStatus, knownUsage, LucidError } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { acmeSuite } from '../acme/plugin.fixture.ts'
import { openSubject } from '../conformance/subject.ts'
import { json } from '../scripted-server/reply.ts'
import { scriptedServer } from '../scripted-server/scripted-server.ts'
import { type ScenarioName, scenarios } from './index.ts'

// Work that outlives its request: each of these jobs does one thing wrongly.

type Job = JobOffer<typeof chat, { readonly apiKey: string }>
type Status = JobStatus<typeof chat>

/** A job as it should be: its cursor counts how often it was asked after, and the second time it is done. */
function goodJob(baseUrl: string): Required<Job> {
  const headers = ({ credentials }: { readonly credentials: { readonly apiKey: string } }) => ({
    authorization: `Bearer ${credentials.apiKey}`,
  })
  return {
    async start(_request, attempt) {
      const { http, model, webhookUrl } = attempt
      await http.json({ url: `${baseUrl}/jobs`, json: { model, webhookUrl }, headers: headers(attempt) })
      return { state: 'queued', cursor: '1' }
    },
    async status(cursor, attempt) {
      await attempt.http.json({ url: `${baseUrl}/jobs`, headers: headers(attempt) })
      return cursor === '1' ? { ...running, cursor: '2' } : { ...succeeded, cursor }
    },
    cancel: async cursor => ended('cancelled', cursor),
    webhook: () => Promise.reject(new LucidError('auth', 'Forged.')),
  }
}

const running: Status = { state: 'running', cursor: '2', progress: 0.5, logs: ['half of it'] }
const succeeded: Status = {
  state: 'succeeded',
  cursor: '2',
  result: { content: [], finish: { unified: 'stop' }, usage: knownUsage({ output: 1 }) },
}

function ended(state: 'failed' | 'cancelled', cursor = '2'): Status {
  const code = state === 'failed' ? 'upstream' : 'cancelled'
  return { state, cursor, error: new LucidError(code, 'It ended so.').toJSON() }
}

async function judge(name: ScenarioName, change: (job: Required<Job>) => Partial<Job> = () => ({})) {
  const subject = await openSubject({
    ...acmeSuite({
      offer: (_, { baseUrl }) => {
        const job = goodJob(baseUrl)
        return { job: { ...job, ...change(job) } }
      },
    }),
    server: () => scriptedServer({ 'POST /jobs': json({ id: 1 }), 'GET /jobs': json({ done: true }) }),
  })
  try {
    await scenarios.find(scenario => scenario.name === name)?.run(subject)
    return 'nothing found'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    await subject.close()
  }
}

it('finds nothing wrong with a job that is as it should be', async () => {
  expect(await judge('jobs')).toBe('nothing found')
  expect(await judge('usage')).toBe('nothing found')
})

const says = (status: object) => () => ({ status: async () => status as Status })

it.each<[string, (job: Required<Job>) => Partial<Job>]>([
  ['"done" is no state of a job', says({ ...succeeded, state: 'done' })],
  ['a status of succeeded has no cursor', says({ ...succeeded, cursor: '' })],
  ['logs are a list of lines', says({ ...succeeded, logs: ['one\ntwo'] })],
  ['its progress is 45', says({ ...running, progress: 45 })],
  ['is still running', says(running)],
  ['the job ended as failed: It ended so', says(ended('failed'))],
  ['cancel gives no status', () => ({ cancel: async () => undefined as never })],
  ['a job that was cancelled failed', () => ({ cancel: async () => ended('failed') })],
  [
    'does not tell the vendor of attempt.webhookUrl',
    ({ start }) => ({ start: (request, { webhookUrl: _url, ...attempt }) => start(request, attempt) }),
  ],
  ['a webhook without a signature must fail', () => ({ webhook: async () => succeeded })],
  [
    'is refused with "upstream"; say auth',
    () => ({ webhook: () => Promise.reject(new LucidError('upstream', 'Strange.')) }),
  ],
  [
    'is refused as if it were the doing of provider',
    () => ({ webhook: () => Promise.reject(new LucidError('auth', 'Forged.', { origin: 'provider' })) }),
  ],
])('finds that %s', async (message, change) => {
  expect(await judge('jobs', change)).toContain(message)
})

it('finds a job that another instance of the plugin can not go on with', async () => {
  const forgetful = ({ start, status }: Required<Job>): Partial<Job> => {
    const known = new Set<string>()
    return {
      start: async (request, attempt) => {
        const first = await start(request, attempt)
        known.add('1').add('2')
        return first
      },
      status: async (cursor, attempt) =>
        known.has(cursor) ? status(cursor, attempt) : ended('failed', cursor),
    }
  }
  expect(await judge('jobs', forgetful)).toContain('could not go on with the cursor alone')
})

it('finds in jobs what it finds in answers: usage, and changed requests', async () => {
  const free: Status = {
    ...succeeded,
    ...{ result: { content: [], finish: { unified: 'stop' }, usage: knownUsage({ output: 0 }) } },
  }
  expect(await judge('usage', says(free))).toContain('by its usage nothing was used')
  const writes = ({ start }: Required<Job>): Partial<Job> => ({
    start: (request, attempt) => {
      ;(request as { temperature?: number }).temperature = 0
      return start(request, attempt)
    },
  })
  expect(await judge('requests are not changed', writes)).toContain('changes the request')
})
