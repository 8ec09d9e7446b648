import type { FailedAnswer, HttpAnswer } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { sendForStream, sendRequest } from './send.ts'

class Refused extends Error {
  readonly answer: FailedAnswer
  constructor(answer: FailedAnswer) {
    super('refused')
    this.answer = answer
  }
}

/** A way out that answers with chunks of 1 KiB, and tells how many of them were read. */
function answering(status: number, type: string, chunks: number) {
  let read = 0
  async function* body(): AsyncGenerator<Uint8Array> {
    for (; read < chunks; read++) yield new Uint8Array(1024).fill(97)
  }
  const answer = { status, headers: { 'content-type': type }, body: body() } as unknown as HttpAnswer
  return { http: { send: () => Promise.resolve(answer) }, answer, read: () => read }
}
const request = { url: 'https://vendor.test', error: (answer: FailedAnswer) => new Refused(answer) }
const thrownBy = (work: Promise<unknown>): Promise<Refused> =>
  work.then(
    () => expect.fail('Nothing was thrown.'),
    (error: unknown) => error as Refused,
  )

describe('an answer', () => {
  it('that is a success comes unread', async () => {
    const { http, answer, read } = answering(200, 'text/event-stream', 2)
    expect(await sendRequest(http, request)).toBe(answer)
    expect(await sendForStream(http, request)).toBe(answer)
    expect(read()).toBe(0)
  })

  it('that is none becomes the error that the request makes of its beginning', async () => {
    const { http, read } = answering(503, 'text/plain', 1000)
    const { answer } = await thrownBy(sendRequest(http, request))
    expect(answer).toMatchObject({ status: 503, headers: { 'content-type': 'text/plain' } })
    expect(answer.text).toHaveLength(64 * 1024)
    expect(read()).toBeLessThan(70)
  })

  it('in one piece is no stream, whatever its status', async () => {
    const { http, answer } = answering(200, 'application/json; charset=utf-8', 1)
    expect(await sendRequest(http, request)).toBe(answer)
    expect((await thrownBy(sendForStream(http, request))).answer.text).toHaveLength(1024)
  })
})
