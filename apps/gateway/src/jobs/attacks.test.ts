import { readdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import {
  definePlugin,
  image,
  type ImageRequest,
  type JobStatus,
  knownUsage,
  LucidError,
} from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { dial, testGateway, type TestGateway } from '../testing/test-gateway.ts'

/** What somebody who means harm can try on jobs and what they make. */

const key = newKey()
let host: TestGateway
let reports = 0
let cancels = 0

/** A vendor whose files are what the prompt says: a media type, a line break, the bytes. */
const vendor = definePlugin({
  id: 'evil',
  abi: 1,
  capabilities: { image },
  models: [{ id: 'any', capabilities: ['image'] }],
  setup: ({ provide }) =>
    provide({
      image: {
        job: {
          start: async ({ prompt }: ImageRequest): Promise<JobStatus<typeof image>> =>
            prompt === 'never' ? { state: 'running', cursor: 'c' } : made(prompt),
          status: async () => ({ state: 'running', cursor: 'c' }),
          cancel: async () => {
            cancels++
            const error = new LucidError('cancelled', 'It was cancelled.', { billed: 'no' }).toJSON()
            return { state: 'cancelled', cursor: 'c', error }
          },
          webhook: async () => {
            reports++
            return { state: 'running', cursor: 'c' }
          },
        },
      },
    }),
})

function made(prompt: string): JobStatus<typeof image> {
  const [mediaType = '', bytes = ''] = prompt.split('|')
  const data = { kind: 'base64', base64: Buffer.from(bytes).toString('base64') } as const
  return {
    state: 'succeeded',
    cursor: 'c',
    result: { images: [{ mediaType, data }], usage: knownUsage({ image: 1 }) },
  }
}

beforeAll(async () => {
  host = await testGateway({
    plugins: [vendor],
    env: { LUCID_API_KEY: key },
    config: { jobs: { most: 60, mostPerKey: 50 } },
  })
})
afterAll(() => host[Symbol.asyncDispose]())

interface Job {
  readonly id: string
  readonly status: string
  readonly output: readonly string[]
}

function ask(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers }
  return fetch(host.url + path, { ...init, headers })
}

async function start(prompt: string, headers: Record<string, string> = {}): Promise<Job> {
  const answer = await ask('/v1/images', {
    method: 'POST',
    body: JSON.stringify({ prompt, model: 'evil/any' }),
    headers,
  })
  return (await answer.json()) as Job
}

const files = async (): Promise<number> =>
  (await readdir(join(host.cwd, 'data', 'artifacts')).catch(() => [])).length

describe('a file that a vendor made', () => {
  const script = '<script>alert(1)</script>'
  it.each([
    ['text/html', script],
    ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    ['application/xhtml+xml', script],
    ['image/png', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
    ['image/png\r\nx-evil: 1', script],
    ['image/png; name="\n"', script],
    ['text/html;charset=utf-7', script],
    ['bäd/тип', script],
    ['', script],
  ])('is run by no browser, whatever it is said to be: %j', async (mediaType, bytes) => {
    const { status, output } = await start(`${mediaType}|${bytes}`, { prefer: 'wait=20' })
    expect(status).toBe('succeeded')
    const file = await fetch(output[0] as string)
    expect(file.status).toBe(200)
    expect(await file.text()).toBe(bytes)
    const { headers } = file
    expect(headers.get('x-evil')).toBeNull()
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    const isPicture = /^image\/(png|jpeg|gif|webp|avif)$/.test(headers.get('content-type') ?? '')
    expect(headers.get('content-disposition')).toMatch(isPicture ? /^inline; / : /^attachment; /)
  })

  it('is told of without being sent by HEAD, and sent whole where a part is asked for', async () => {
    const { output } = await start('audio/x-any|0123456789', { prefer: 'wait=20' })
    const [url = ''] = output
    const head = await fetch(url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', ''])
    const part = await fetch(url, { headers: { range: 'bytes=2-4,0-9999999999' } })
    expect([part.status, await part.text()]).toEqual([200, '0123456789'])
  })
})

describe('an id that is none', () => {
  const ids = [
    'art_../../../../etc/passwd',
    'art_..%2f..%2fetc%2fpasswd',
    '..%2f..%2fdata%2fartifacts',
    '%00',
    'art_%00',
    `art_${'0'.repeat(40)}`,
    `art_${'0'.repeat(40)}.part`,
    `art_${'0'.repeat(4000)}`,
    '__proto__',
    'constructor',
    '%',
    '%c0%ae%c0%ae%2f',
  ]
  it.each(['/v1/artifacts/', '/v1/jobs/', '/v1/images/'])('leads nowhere under %s', async path => {
    for (const id of ids) {
      const { status, body } = await asIs('GET', path + id)
      expect([id, status >= 400 && status < 500]).toEqual([id, true])
      expect(body).not.toMatch(/root:|ENOENT|\.blob"/)
    }
  })
})

/** `fetch` would tidy the path up. */
function asIs(method: string, path: string): Promise<{ readonly status: number; readonly body: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>()
  const { port } = host.gateway
  const headers = { authorization: `Bearer ${key}` }
  request({ host: '127.0.0.1', port, method, path, headers }, answer => {
    let body = ''
    answer.setEncoding('utf8').on('data', text => (body += String(text)))
    answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
  })
    .on('error', reject)
    .end()
  return promise
}

describe('a job', () => {
  it('that is deleted twice at once is cancelled once, and leaves nothing', async () => {
    const before = await files()
    const { id } = await start('never')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask(`/v1/jobs/${id}`, { method: 'DELETE' })),
    )
    expect(answers.every(({ status }) => status === 200 || status === 404)).toBe(true)
    expect(answers.some(({ status }) => status === 200)).toBe(true)
    expect((await ask(`/v1/jobs/${id}`)).status).toBe(404)
    expect([cancels, await files(), host.gateway.runtime.jobs.active]).toEqual([1, before, 0])
  })

  it('tells its end to a reader who claims to have had more than there was', async () => {
    const { id } = await start('never')
    const answer = await ask(`/v1/jobs/${id}/events`, { headers: { 'last-event-id': '9'.repeat(15) } })
    const refused = await ask(`/v1/jobs/${id}/events`, { headers: { 'last-event-id': '9'.repeat(400) } })
    expect(refused.status).toBe(400)
    await ask(`/v1/jobs/${id}`, { method: 'DELETE' })
    expect(await answer.text()).toContain('event: done')
  })

  it('is started by one key no more often than leaves room for others', async () => {
    const jobs = await Promise.all(Array.from({ length: 80 }, () => start('never')))
    const started = jobs.filter(({ id }) => typeof id === 'string')
    expect([started.length, host.gateway.runtime.jobs.active]).toEqual([50, 50])
    await Promise.all(started.map(({ id }) => ask(`/v1/jobs/${id}`, { method: 'DELETE' })))
    expect(host.gateway.runtime.jobs.active).toBe(0)
  })
})

describe('a report that nobody asked for', () => {
  it('is not even read where there is no such job', async () => {
    const socket = await dial(host.gateway.port)
    let answer = ''
    socket.setEncoding('utf8').on('data', text => (answer += String(text)))
    socket.write(
      `POST /hooks/evil/job_none HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n{"half": `,
    )
    await expect.poll(() => answer).toMatch(/^HTTP\/1.1 404 /)
    socket.destroy()
  })

  it('does not have the vendor asked again and again', async () => {
    const { id } = await start('never')
    await expect
      .poll(async () => (await (await ask(`/v1/jobs/${id}`)).json()) as Job)
      .toMatchObject({ status: 'running' })
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        fetch(`${host.url}/hooks/evil/${id}`, { method: 'POST', body: `${n}` }),
      ),
    )
    const counts = new Set(answers.map(({ status }) => status))
    expect(counts).toEqual(new Set([200, 429]))
    expect(reports).toBeLessThan(40)
    await ask(`/v1/jobs/${id}`, { method: 'DELETE' })
  })
})

it('a gateway that stops cancels its jobs at their vendors, and tells whoever reads their events', async () => {
  const stopping = await testGateway({ plugins: [vendor] })
  const started = await stopping.post('/v1/images', { prompt: 'never', model: 'evil/any' })
  const { id } = (await started.json()) as Job
  await expect
    .poll(async () => (await (await fetch(`${stopping.url}/v1/jobs/${id}`)).json()) as Job)
    .toMatchObject({ status: 'running' })
  const events = await fetch(`${stopping.url}/v1/jobs/${id}/events`)
  const before = cancels
  const [text] = await Promise.all([events.text(), stopping[Symbol.asyncDispose]()])
  expect(text).toMatch(/event: done\n.*"status":"(failed|cancelled)"/)
  expect(cancels - before).toBe(1)
})
