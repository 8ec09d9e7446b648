import { type CallLayer, noUsage, type Outcome, type SessionRun, type StreamEnd } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testGateway, type TestGateway, until } from '../testing/test-gateway.ts'

let given: () => Outcome
/** A layer that answers every call in a form of its own. */
const layer: CallLayer = {
  kind: 'call',
  name: 'other form',
  phase: 'cache',
  run: async () => given() as never,
}

let host: TestGateway
beforeAll(async () => {
  host = await testGateway({ config: { plugins: [], hooks: [layer] } })
})
afterAll(() => host[Symbol.asyncDispose]())

const chat = (stream: boolean) => ({
  model: 'scripted/echo',
  messages: [{ role: 'user', content: 'hi' }],
  stream,
})
const routes = [
  ['/v1/chat/completions', chat(false)],
  ['/v1/chat/completions', chat(true)],
  ['/v1/embeddings', { model: 'scripted/echo', input: 'one' }],
  ['/v1/moderations', { model: 'scripted/echo', input: 'one' }],
  ['/v1/chat', chat(false)],
] as const

function session(closed: (reason: unknown) => void): SessionRun {
  const { promise, resolve } = Promise.withResolvers<StreamEnd>()
  return {
    kind: 'session',
    send() {},
    messages: (async function* () {})(),
    done: promise,
    close(reason) {
      closed(reason)
      resolve({ status: 'cancelled', usage: noUsage, warnings: [] })
    },
  }
}

describe.each(routes)('%s %j', (route, body) => {
  it('answers 501 where a layer gives a job, not 500', async () => {
    given = () => ({ kind: 'job', cursor: 'x' })
    const answer = await host.post(route, body)
    expect(answer.status).toBe(501)
    expect(await answer.text()).toContain('came as a job, which this route does not serve')
  })

  it('answers 501 where a layer gives a session, and ends it', async () => {
    const reasons: unknown[] = []
    given = () => session(reason => void reasons.push(reason))
    expect((await host.post(route, body)).status).toBe(501)
    expect(reasons).toMatchObject([{ reason: 'mode_not_served' }])
    await until(() => host.gateway.runtime.active === 0)
  })
})
