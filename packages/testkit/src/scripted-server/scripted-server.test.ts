import { afterEach, beforeEach, expect, it } from 'vitest'
import { cut, hang, json, ndjson, reply, sse } from './reply.ts'
import { type ScriptedServer, scriptedServer } from './scripted-server.ts'

let server: ScriptedServer

beforeEach(async () => {
  server = await scriptedServer({
    'GET /once': [json({ n: 1 }), json({ n: 2 }, { status: 201, headers: { 'x-n': '2' } })],
    'POST /echo': ({ json: body, headers }) => json({ body, type: headers['content-type'] }),
  })
})
afterEach(() => server.close())

const get = (path: string, init?: RequestInit) => fetch(server.url + path, init)

it('answers a list in order, its last entry from then on', async () => {
  const answers = [await get('/once'), await get('/once?again'), await get('/once')]
  expect(answers.map(({ status }) => status)).toEqual([200, 201, 201])
  expect(answers[2]?.headers.get('x-n')).toBe('2')
  expect(await answers[2]?.json()).toEqual({ n: 2 })
})

it('hands a request to a function, and keeps it', async () => {
  const answer = await get('/echo?q=1', {
    method: 'POST',
    body: '{"a":1}',
    headers: { 'content-type': 'application/json' },
  })
  expect(await answer.json()).toEqual({ body: { a: 1 }, type: 'application/json' })
  expect(server.requests).toMatchObject([{ method: 'POST', path: '/echo?q=1', json: { a: 1 } }])
})

it('keeps what no route was there for, and names those that there are', async () => {
  const answer = await get('/elsewhere')
  expect(answer.status).toBe(404)
  expect(await answer.text()).toContain('GET /once')
  expect(server.unexpected).toMatchObject([{ method: 'GET', path: '/elsewhere' }])
})

it('sends events and lines, cut wherever it is told to', async () => {
  server.on('GET /events', sse([{ text: 'ü' }, '[DONE]'], { split: 1 }))
  server.on('GET /lines', ndjson([{ a: 1 }, { b: 2 }]), reply('gone', { status: 410 }))
  const events = await get('/events')
  expect(events.headers.get('content-type')).toBe('text/event-stream')
  expect(await events.text()).toBe('data: {"text":"ü"}\n\ndata: [DONE]\n\n')
  expect(await (await get('/lines')).text()).toBe('{"a":1}\n{"b":2}\n')
  expect((await get('/lines')).status).toBe(410)
})

it('breaks a connection, before the head and in the middle', async () => {
  const whole = sse(['a', 'b'])
  server.on('GET /cut', cut(whole, 0), cut(whole, 1))
  await expect(get('/cut')).rejects.toThrow()
  const half = await get('/cut')
  await expect(half.text()).rejects.toThrow()
})

it('says no more, and leaves the connection open', async () => {
  server.on('GET /hang', hang(sse(['a', 'b']), 1))
  const reader = (await get('/hang')).body?.getReader()
  expect(Buffer.from((await reader?.read())?.value ?? '').toString()).toBe('data: a\n\n')
  const more = Promise.race([
    reader?.read().then(() => 'more'),
    new Promise(resolve => setTimeout(resolve, 50, 'nothing')),
  ])
  expect(await more).toBe('nothing')
  await reader?.cancel()
})
