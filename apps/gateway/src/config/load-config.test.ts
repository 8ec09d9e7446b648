import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LucidError } from '@lucid-gateway/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, newKey } from '../access/app-key.ts'
import { configSchema } from './config-schema.ts'
import { defaults } from './default-settings.ts'
import { loadConfig } from './load-config.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-config-'))
})
afterEach(() => rm(cwd, { recursive: true }))

async function failure(env: Record<string, string> = {}): Promise<LucidError> {
  const thrown: unknown = await loadConfig({ cwd, env }).then(
    () => undefined,
    (error: unknown) => error,
  )
  if (LucidError.is(thrown)) return thrown
  throw new Error(`expected a LucidError, got ${String(thrown)}`)
}

function problems(error: LucidError): readonly { readonly [field: string]: unknown }[] {
  return error.details?.['problems'] as never
}

describe('loadConfig', () => {
  it('has the same defaults without a file as with an empty one', async () => {
    expect((await loadConfig({ cwd, env: {} })).settings).toEqual(configSchema.parse({}))
    expect(configSchema.parse({})).toEqual(defaults)
  })

  it('refuses limits and budgets that would count as one, since their names come to the same', async () => {
    const key = { name: 'web', key: `sha256:${'0'.repeat(64)}` }
    const rule = { by: 'subject', requests: 1 }
    const budget = { usd: 1, per: 'day' }
    for (const [config, place] of [
      [
        {
          limits: {
            rules: [
              { ...rule, name: 'a', tokens: 9 },
              { ...rule, name: 'a-requests' },
            ],
          },
        },
        'limits.rules',
      ],
      [{ limits: { rules: [{ ...rule, name: 'images-per-user' }] } }, 'limits.rules'],
      [
        { limits: { rules: [{ ...rule, name: 'key-web' }] }, keys: [{ ...key, limits: { requests: 5 } }] },
        'limits.rules',
      ],
      [
        { budgets: [{ ...budget, name: 'key-web-day', by: 'key' }], keys: [{ ...key, budgets: [budget] }] },
        'budgets',
      ],
    ] as const) {
      await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify(config))
      expect(problems(await failure())).toEqual([expect.objectContaining({ key: place })])
    }
  })

  it.each([1e-10, 1e21, -1, '1e3'])('takes no price and no budget of %s dollars', async usd => {
    for (const config of [
      { budgets: [{ name: 'all', by: 'organisation', usd, per: 'day' }] },
      { catalog: { models: { 'acme/swift': { prices: [{ meter: 'input', usd, per: 1 }] } } } },
    ]) {
      await writeFile(join(cwd, 'lucid.config.json'), JSON.stringify(config))
      expect((await failure()).message).toMatch(/usd: /)
    }
  })

  it('reads YAML', async () => {
    await writeFile(
      join(cwd, 'lucid.config.yaml'),
      'server:\n  port: 4200\nchannels:\n  stable:\n    chat.default: { provider: demo, model: chat }\n',
    )
    const { settings, file } = await loadConfig({ cwd, env: {} })
    expect(settings.server.port).toBe(4200)
    expect(settings.channels?.['stable']).toEqual({ 'chat.default': { provider: 'demo', model: 'chat' } })
    expect(file).toBe(join(cwd, 'lucid.config.yaml'))
  })

  it('reads JavaScript, and again when it changed', async () => {
    const file = join(cwd, 'lucid.config.mjs')
    await writeFile(file, 'export default { server: { port: 4201 } }')
    expect((await loadConfig({ cwd, env: {} })).settings.server.port).toBe(4201)
  })

  it('names file, key, line and column of a wrong value in JSON', async () => {
    await writeFile(join(cwd, 'lucid.config.json'), '{\n  "server": {\n    "port": "4100"\n  }\n}\n')
    const error = await failure()
    expect(problems(error)).toEqual([
      expect.objectContaining({
        file: join(cwd, 'lucid.config.json'),
        key: 'server.port',
        line: 3,
        column: 5,
      }),
    ])
    expect(error.message).toContain('lucid.config.json:3:5: server.port:')
  })

  it('refuses a hook whose phase is misspelt, and says which there are', async () => {
    const hook = "{ kind: 'call', phase: 'gaurd', name: 'mine', run: (_, next) => next() }"
    await writeFile(join(cwd, 'lucid.config.mjs'), `export default { hooks: [${hook}] }`)
    expect(problems(await failure())).toEqual([
      expect.objectContaining({
        file: join(cwd, 'lucid.config.mjs'),
        key: 'hooks[0]',
        message: expect.stringMatching(/"gaurd" is no phase.*auth, limit, guard, cache.*"guard"/),
      }),
    ])
  })

  it('refuses a host for callers that would never match, and says how it is written', async () => {
    await writeFile(join(cwd, 'lucid.config.yaml'), "callerHosts: [hooks.lan, 'http://b.lan:8080/x']\n")
    expect(problems(await failure())).toEqual([
      expect.objectContaining({
        key: 'callerHosts[1]',
        line: 1,
        message: expect.stringContaining('did you mean "b.lan:8080"?'),
      }),
    ])
  })

  it('names an unknown key and what it may have meant', async () => {
    await writeFile(join(cwd, 'lucid.config.yaml'), 'server:\n  limits:\n    bodyByte: 10\n')
    expect(problems(await failure())).toEqual([
      expect.objectContaining({
        key: 'server.limits.bodyByte',
        line: 3,
        message: expect.stringContaining('"bodyBytes"'),
      }),
    ])
  })

  it('names the line of a fault of syntax', async () => {
    await writeFile(join(cwd, 'lucid.config.yaml'), 'server:\n  port: [1\nx: 2\n')
    const [problem] = problems(await failure())
    expect(problem?.['line']).toBeTypeOf('number')
  })

  it('names the key within a list', async () => {
    await writeFile(join(cwd, 'lucid.config.yaml'), 'keys:\n  - name: app\n    key: my-plain-secret\n')
    expect(problems(await failure())).toEqual([
      expect.objectContaining({ key: 'keys[0].key', line: 3, message: expect.stringContaining('env:NAME') }),
    ])
  })

  it('names the file of a module that throws', async () => {
    await writeFile(join(cwd, 'lucid.config.mjs'), 'throw new Error("no luck")')
    expect((await failure()).message).toContain('lucid.config.mjs:1:7: no luck')
  })

  it('refuses two config files', async () => {
    await writeFile(join(cwd, 'lucid.config.mjs'), 'export default {}')
    await writeFile(join(cwd, 'lucid.config.json'), '{}')
    expect((await failure()).message).toContain('keep one')
  })

  it('takes keys from the environment by name, and by hash', async () => {
    const [one, other] = [newKey(), newKey()]
    const hash = Buffer.from(digestOf(other)).toString('hex')
    await writeFile(
      join(cwd, 'lucid.config.json'),
      JSON.stringify({
        keys: [
          { name: 'one', key: 'env:ONE' },
          { name: 'other', key: `sha256:${hash}`, channel: 'fast' },
        ],
      }),
    )
    const { keys } = await loadConfig({ cwd, env: { ONE: one } })
    expect(keys.map(({ name, channel }) => [name, channel])).toEqual([
      ['one', undefined],
      ['other', 'fast'],
    ])
    expect(Buffer.from(keys[0]?.digest ?? [])).toEqual(Buffer.from(digestOf(one)))
  })

  it('refuses a key that is not set, one that is weak, and a name given twice', async () => {
    await writeFile(join(cwd, 'lucid.config.json'), '{"keys":[{"name":"one","key":"env:ONE"}]}')
    expect((await failure()).message).toContain('ONE is not set')
    expect((await failure({ ONE: 'sk-1234' })).message).toContain('shorter')
    await writeFile(
      join(cwd, 'lucid.config.json'),
      '{"keys":[{"name":"one","key":"env:ONE"},{"name":"one","key":"env:TWO"}]}',
    )
    expect((await failure({ ONE: newKey(), TWO: newKey() })).message).toContain('two keys')
  })

  it('takes one key without a file', async () => {
    expect(
      (await loadConfig({ cwd, env: { LUCID_API_KEY: newKey() } })).keys.map(({ name }) => name),
    ).toEqual(['env'])
  })

  it('reads .env, which what is really set outranks', async () => {
    await writeFile(join(cwd, '.env'), 'ONE=from-file\nTWO=from-file\n')
    const { env } = await loadConfig({ cwd, env: { TWO: 'really-set' } })
    expect([env['ONE'], env['TWO']]).toEqual(['from-file', 'really-set'])
  })

  it('is not polluted by a key named __proto__', async () => {
    await writeFile(
      join(cwd, 'lucid.config.json'),
      '{"aliases":{"__proto__":"x"},"__proto__":{"polluted":true}}',
    )
    await failure()
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
