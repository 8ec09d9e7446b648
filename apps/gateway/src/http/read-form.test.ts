import demo from '@lucid-gateway/provider-demo'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

const key = newKey()
let host: TestGateway
beforeAll(async () => {
  host = await testGateway({
    env: { LUCID_API_KEY: key },
    config: { plugins: [], server: { limits: { bodyBytes: 20_000 } } },
    plugins: [demo],
  })
})
afterAll(() => host[Symbol.asyncDispose]())

const part = (name: string, value = 'x') =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
const picture =
  '--b\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\ncontent-type: image/png\r\n\r\nbytes\r\n'
const whole = `${part('model', 'demo/image')}${part('prompt', 'a hut')}${part('size', '64x64')}${picture}--b--\r\n`

/** The demo's models take no pictures, and say so once they have seen one. */
const wasRead = { error: { param: 'image', code: 'unsupported_option' } }

function post(
  body: string,
  type = 'multipart/form-data; boundary=b',
  more: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${host.url}/v1/images/edits`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': type, ...more },
    body,
  })
}

describe('a form', () => {
  it('is read, whatever the words of its content type', async () => {
    for (const type of ['multipart/form-data; boundary=b', 'Multipart/Form-Data; boundary="b"']) {
      expect(await (await post(whole, type)).json()).toMatchObject(wasRead)
    }
  })

  it.each([
    ['of no boundary', whole, 'multipart/form-data', 400, 'malformed_form'],
    ['of another boundary', whole, 'multipart/form-data; boundary=c', 400, 'malformed_form'],
    ['that breaks off', whole.slice(0, -12), 'multipart/form-data; boundary=b', 400, 'malformed_form'],
    ['of nothing', '', 'multipart/form-data; boundary=b', 400, 'malformed_form'],
    [
      'of many parts',
      `${part('n', '1').repeat(300)}--b--\r\n`,
      'multipart/form-data; boundary=b',
      400,
      'malformed_form',
    ],
    [
      'that is too large',
      part('prompt', 'x'.repeat(20_001)),
      'multipart/form-data; boundary=b',
      413,
      'body_too_large',
    ],
    ['of another kind', 'prompt=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
  ])('%s is refused', async (_name, body, type, status, code) => {
    const answer = await post(body, type)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', code } })
  })

  it('that is compressed is refused', async () => {
    expect((await post(whole, undefined, { 'content-encoding': 'gzip' })).status).toBe(415)
  })
})

describe('a form, where no key is configured', () => {
  it('is not taken from a page that a browser shows, and is from a program that says who it is', async () => {
    await using fresh = await testGateway({ plugins: [demo] })
    const send = (headers: Record<string, string>) =>
      fetch(`${fresh.url}/v1/images/edits`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b', ...headers },
        body: whole,
      })
    expect((await send({})).status).toBe(415)
    expect(await (await send({ authorization: 'Bearer none' })).json()).toMatchObject(wasRead)
  })
})
