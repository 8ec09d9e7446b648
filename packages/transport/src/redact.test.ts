import { describe, expect, test } from 'vitest'
import { createTransport } from './create-transport.ts'
import { redact } from './redact.ts'
import { chunk, chunkedHead, rawServer, reply } from './testing/raw-server.ts'
import { callerScope, operatorScope } from './testing/scopes.ts'

describe('redact', () => {
  test.each([
    ['key sk-1234 here', ['sk-1234'], 'key [redacted] here'],
    ['a%2Fb%3Dc and a/b=c', ['a/b=c'], '[redacted] and [redacted]'],
    ['{"k":"a\\"b\\\\c"}', ['a"b\\c'], '{"k":"[redacted]"}'],
    [`basic: ${Buffer.from('sk-1234').toString('base64')}`, ['sk-1234'], 'basic: [redacted]'],
    ['sk-1234-long and sk-1234', ['sk-1234', 'sk-1234-long'], '[redacted] and [redacted]'],
    ['a short secret hides nothing: abc', ['abc', ''], 'a short secret hides nothing: abc'],
    ['Authorization: Bearer abcdef123', [], 'Authorization: [redacted]'],
    ['"x-api-key":"abc","b":1', [], '"x-api-key":"[redacted]","b":1'],
    ['got bearer abc.def-ghi from you', [], 'got bearer [redacted] from you'],
    ['the bearer of news', [], 'the bearer of news'],
    ['cookie=a', [], 'cookie=[redacted]'],
    ['\uD800 lone surrogate secret-\uD800', ['secret-\uD800'], '\uD800 lone surrogate [redacted]'],
  ])('%j without %j', (text, secrets, expected) => expect(redact(text, secrets)).toBe(expected))

  test('takes no more than linear time on hostile text', () => {
    const at = performance.now()
    for (const piece of ['authorization', 'bearer ', 'cookie:  ', ' '.repeat(10), 'x-api-key"'])
      redact(piece.repeat(5_000))
    expect(performance.now() - at).toBeLessThan(500)
  })
})

describe('a secret appears in no error, however it came about', () => {
  const secret = 'canary-0815-/+=key'
  const encoded = encodeURIComponent(secret)

  test.each([
    ['its own echo in an error', reply(`{"error":"bad key ${secret} (${encoded})"}`, {}, '401 No')],
    ['its own echo as a header', reply('x', { 'x-echo': secret }, '500 No')],
    ['its own echo as broken HTTP', `HTTP/1.1 200 OK\r\n${secret}\r\n\r\n`],
    ['its own echo as no HTTP at all', `${secret}\r\n\r\n`],
    [
      'its own echo as JSON for a stream',
      reply(JSON.stringify({ said: secret }), { 'content-type': 'application/json' }),
    ],
    ['its own echo as no JSON', reply(`<${secret}>`)],
    ['a cut', `${chunkedHead}${chunk(secret)}`],
  ])('%s', async (_, bytes) => {
    await using server = await rawServer(socket => socket.end(bytes))
    const transport = createTransport()
    const http = transport.http(operatorScope(server.host, { secrets: [secret] }))
    const request = {
      url: `${server.url}?key=${encoded}`,
      headers: { authorization: `Bearer ${secret}` },
      json: { key: secret },
    }
    const calls = [
      () => http.json(request),
      async () => {
        for await (const _ of http.sse(request)) void _
      },
      async () => {
        for await (const _ of http.ndjson(request)) void _
      },
      async () => (await http.send(request)).text(),
      async () => (await http.fetch(request.url, { method: 'POST', headers: request.headers })).text(),
      () => http.socket(request.url, { headers: request.headers }),
      () => http.json({ ...request, error: ({ text }) => new Error(text) }),
      () => http.json({ ...request, url: `http://${encoded.replaceAll('%', '')}.example/${encoded}` }),
      () =>
        http.json({ ...request, url: `http://${server.host}/${secret} /?\0`, headers: { [secret]: 'a' } }),
      () => transport.caller(callerScope({ secrets: [secret] })).json(request),
    ]
    let failed = 0
    for (const call of calls) {
      try {
        await call()
      } catch (error) {
        failed++
        expect(everythingOf(error)).not.toContain(secret)
        expect(everythingOf(error)).not.toContain(encoded)
      }
    }
    expect(failed).toBeGreaterThanOrEqual(5)
    await transport.close()
  })
})

/** All that a logger could make of an error: message, stack, own fields, causes. */
function everythingOf(error: unknown): string {
  let text = ''
  for (let current = error; current instanceof Error; current = current.cause) {
    const fields = Object.fromEntries(
      Object.getOwnPropertyNames(current).map(name => [name, Reflect.get(current, name)]),
    )
    text += `${String(current)} ${current.stack} ${JSON.stringify(fields)} `
  }
  return text
}
