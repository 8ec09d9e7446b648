import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { GenerationSession } from '@lucid-gateway/generation'
import { afterAll, describe, expect, it } from 'vitest'
import { DELETE, GET, POST } from './next/app/api/generation/route.ts'
import { GET as getPicture } from './next/app/api/pictures/[id]/route.ts'
import { images } from './next/lib/images.ts'

const run = promisify(execFile)
const url = 'http://localhost:3000/api/generation'

afterAll(() => images.close())

describe('the script', () => {
  it('writes a picture', { timeout: 30_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lucid-example-'))
    try {
      const script = join(import.meta.dirname, 'picture.mjs')
      const argv = ['--conditions=@lucid-gateway/source', script, 'a harbour', 'harbour.png']
      const { stdout } = await run(process.execPath, argv, { cwd: folder })
      expect(stdout).toMatch(/succeeded: harbour\.png, image\/png, \d+ bytes/)
      const file = await readFile(join(folder, 'harbour.png'))
      expect(file.subarray(1, 4).toString()).toBe('PNG')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

describe('the route handlers', () => {
  const post = (body: unknown) =>
    POST(new Request(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }))
  const of = (session: GenerationSession, init?: RequestInit) =>
    new Request(`${url}?sessionId=${session.id}`, init)

  it('start a session, tell of it, and give its picture', async () => {
    const started = await post({ prompt: 'a harbour', size: '96x64' })
    expect(started.status).toBe(202)
    const session = (await started.json()) as GenerationSession
    const stream = await GET(of(session))
    expect(stream.headers.get('content-type')).toBe('text/event-stream')
    const text = await stream.text()
    expect(text).toMatch(/^id: 1\nevent: status\n/)
    const last = text.trim().split('\n\n').at(-1) ?? ''
    expect(last).toContain('event: done')
    const done = JSON.parse(/^data: (.*)$/m.exec(last)?.[1] ?? '') as { session: GenerationSession }
    expect(done.session.status).toBe('succeeded')
    const id = done.session.images[0]?.id ?? ''
    const picture = await getPicture(new Request(url), { params: Promise.resolve({ id }) })
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect((await picture.arrayBuffer()).byteLength).toBe(done.session.images[0]?.size)
    const rest = await GET(of(session, { headers: { 'last-event-id': /id: (\d+)/.exec(last)?.[1] ?? '' } }))
    expect(await rest.text()).toBe('')
  })

  it('cancel a session, which is not found any more', async () => {
    const slow = { prompt: 'a harbour', modelId: 'image-slow', options: { seconds: 600 } }
    const session = (await (await post(slow)).json()) as GenerationSession
    const last = await DELETE(of(session, { method: 'DELETE' }))
    expect(await last.json()).toMatchObject({ id: session.id, status: 'cancelled' })
    const gone = await GET(of(session))
    expect(gone.status).toBe(404)
    expect(await gone.json()).toMatchObject({ error: { code: 'SESSION_NOT_FOUND' } })
  })

  it('say what is wrong', async () => {
    const refused = await post({ prompt: 'a harbour', n: 11 })
    expect(refused.status).toBe(400)
    expect(await refused.json()).toMatchObject({
      error: { code: 'INVALID_OPTIONS', details: { field: 'n', nearest: 10 } },
    })
    expect((await post('{')).status).toBe(400)
  })
})
