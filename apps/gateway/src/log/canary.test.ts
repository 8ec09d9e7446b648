import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newKey } from '../access/app-key.ts'
import { startGateway } from '../start/start-gateway.ts'
import { canary, testGateway, until } from '../testing/test-gateway.ts'

/** Secrets of the operator, each by where it is set. No trace of any may be found. */
const secrets = {
  variable: canary,
  literal: 'canary-0b6e2d9417aa4c58',
  own: 'canary-c2f90d1176e34b8b',
}
const key = newKey()
const otherKey = newKey()
const wrongKey = newKey()
const all = [...Object.values(secrets), key, otherKey, wrongKey]

const models = ['tells', 'breaks', 'refuses', 'limits', 'throws', 'unheard-of'].map(
  name => `scripted/${name}`,
)
const others = [
  'scripted/echo',
  'literal/tells',
  'literal/refuses',
  'own/breaks',
  'own/refuses',
  'nobody/echo',
]

interface Ask {
  readonly path: string
  readonly body: object
}

/** A chat in each dialect. */
function asks(model: string, stream: boolean): readonly Ask[] {
  const messages = [{ role: 'user', content: 'hi' }]
  const contents = [{ role: 'user', parts: [{ text: 'hi' }] }]
  const verb = stream ? 'streamGenerateContent?alt=sse' : 'generateContent'
  return [
    { path: '/v1/chat', body: { model, messages, stream } },
    { path: '/v1/chat/completions', body: { model, messages, stream } },
    { path: '/v1/responses', body: { model, input: 'hi', stream } },
    { path: '/anthropic/v1/messages', body: { model, messages, max_tokens: 10, stream } },
    { path: `/gemini/v1beta/models/${model}:${verb}`, body: { contents } },
  ]
}

async function told(answer: Promise<Response>): Promise<{ readonly id: string; readonly text: string }> {
  const { headers, ...rest } = { headers: (await answer).headers, text: await (await answer).text() }
  return { id: headers.get('x-lucid-request-id') ?? '', text: [...headers].join('\n') + rest.text }
}

describe('secrets of the operator and keys of applications', () => {
  it('are in no answer, receipt, record, explanation or line of the log, however a call ends', async () => {
    await using host = await testGateway({
      logLevel: 'debug',
      env: { LUCID_API_KEY: key, OTHER_APP_KEY: otherKey, OWN_KEY: secrets.own },
      config: {
        plugins: [],
        retry: { attempts: 1 },
        breaker: false,
        keys: [{ name: 'other', key: 'env:OTHER_APP_KEY' }],
        accounts: {
          literal: { provider: 'scripted', credentials: { apiKey: secrets.literal } },
          own: { provider: 'scripted', credentials: { apiKey: 'env:OWN_KEY' } },
        },
      },
    })
    const headers = { authorization: `Bearer ${key}`, cookie: `session=${key}` }
    const sinks: string[] = []
    let calls = 0
    for (const model of [...models, ...others]) {
      for (const { path, body } of [true, false].flatMap(stream => asks(model, stream))) {
        const { id, text } = await told(host.post(path, body, headers))
        const found = await told(fetch(`${host.url}/v1/calls/${id}`, { headers }))
        if (found.text.includes('"attempts"')) calls++
        sinks.push(text, found.text)
      }
      for (const ask of asks(model, false))
        sinks.push((await told(host.post('/v1/explain', ask, headers))).text)
    }
    for (const { path, body } of asks('scripted/echo', false)) {
      const wrong = { authorization: `Bearer ${wrongKey}`, 'x-api-key': wrongKey }
      sinks.push((await told(host.post(path, body, wrong))).text)
      sinks.push((await told(host.post(path, `{"messages": ${key}`, headers))).text)
      sinks.push((await told(host.post(path, { ...body, messages: [{ [otherKey]: 1 }] }, headers))).text)
    }
    for (const path of ['/v1/models', '/openapi.json', '/healthz', '/readyz', '/v1/calls/none', '/nowhere'])
      sinks.push((await told(fetch(host.url + path, { headers }))).text)
    await until(() => host.gateway.runtime.active === 0)
    const { runtime, plugins } = host.gateway
    sinks.push(JSON.stringify([runtime.accounts(), runtime.failures(), plugins]), host.logged())

    expect(calls).toBeGreaterThan(100)
    const [answers, log] = [sinks.slice(0, -1).join('\n'), sinks.at(-1)]
    for (const said of [
      'Left out, with key [redacted].',
      'broke, with key [redacted].',
      'provided: [redacted].',
    ])
      expect(answers).toContain(said)
    expect(log).toContain('It said [redacted].')
    for (const secret of all) expect(sinks.filter(text => text.includes(secret))).toEqual([])
  })

  it.each([
    ['lucid.config.json', `{ "accounts": { "eu": { "credentials": { "apiKey": "${canary}" }, } `],
    [
      'lucid.config.json',
      `{ "accounts": { "eu": { "provider": "demo", "credentials": { "key": "${canary}" } } } }`,
    ],
    [
      'lucid.config.json',
      `{ "accounts": { "eu": { "provider": "none", "credentials": { "apiKey": "${canary}" } } } }`,
    ],
    ['lucid.config.json', `{ "keys": [{ "name": "app", "key": "${canary}", "kinds": 1 }] }`],
    ['lucid.config.json', `{ "keys": [{ "name": "app", "key": ["${canary}"] }] }`],
    ['lucid.config.json', `{ "keys": "${canary}" }`],
    [
      'lucid.config.json',
      `{ "keys": [{ "name": "app", "key": "short" }], "aliases": { "a": ["${canary}"] } }`,
    ],
    ['lucid.config.json', `{ "transport": { "proxy": 1, "ca": "${canary}" }`],
    ['lucid.config.yaml', `accounts:\n  eu:\n    credentials: { apiKey: ${canary}\n`],
    ['lucid.config.yaml', `keys:\n  - name: app\n    key: ${canary}: ${canary}\n`],
    ['lucid.config.yaml', `keys:\n  - name: app\n   key: ${canary}\n`],
    ['lucid.config.yaml', `keys: &a ["${canary}\n`],
    ['lucid.config.yaml', `keys: !!js/function ${canary}\nkeys: *${canary}\n`],
  ])('are not in what is said of a bad config: %s %j', async (name, text) => {
    const cwd = await mkdtemp(join(tmpdir(), 'lucid-canary-'))
    const lines: string[] = []
    try {
      await writeFile(join(cwd, name), text)
      const started = await startGateway({ cwd, env: {}, port: 0, write: line => void lines.push(line) })
      await started.close({ drainMs: 0 })
      lines.push(JSON.stringify([started.plugins, started.runtime.failures()]))
    } catch (thrown) {
      const { message, hint, details, stack } = thrown as Error & { hint?: string; details?: unknown }
      lines.push(JSON.stringify({ message, hint, details, stack }))
    } finally {
      await rm(cwd, { recursive: true })
    }
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('\n')).not.toContain(canary)
  })
})
