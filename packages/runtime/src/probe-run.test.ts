import { type Attempt, chat, definePlugin, LucidError, secret } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

const key = 'canary-5c1d'

function start(
  probe: (attempt: Attempt<{ readonly apiKey: string }>) => Promise<void>,
  env = { P_KEY: key },
) {
  const plugin = definePlugin({
    id: 'p',
    abi: 1,
    capabilities: { chat },
    credentials: { apiKey: secret('P_KEY') },
    models: [{ id: 'm', capabilities: ['chat'] }],
    setup: ({ provide }) => provide({ chat: { stream: says('hi') as never }, probe }),
  })
  return createRuntime({ plugins: [plugin, acme([says('hi')])], env })
}

describe('probe', () => {
  it("asks the account's vendor with its credentials, and leaves no record of a call", async () => {
    const asked: string[] = []
    const runtime = await start(async ({ credentials }) => void asked.push(credentials.apiKey))
    expect(await runtime.probe({ account: 'p' })).toBe(true)
    expect([asked, runtime.active]).toEqual([[key], 0])
    await runtime.close()
  })

  it('is false where the plugin has none', async () => {
    const runtime = await start(async () => {})
    expect(await runtime.probe({ account: 'acme' })).toBe(false)
    await runtime.close()
  })

  it('tells how it failed, without the key', async () => {
    const runtime = await start(() => Promise.reject(new LucidError('auth', `Bad key ${key}.`)))
    const error: unknown = await runtime.probe({ account: 'p' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'auth', origin: 'provider' })
    expect(JSON.stringify(error)).not.toContain(key)
    await runtime.close()
  })

  it('asks nobody for an account that is not there or lacks its key', async () => {
    const runtime = await start(() => expect.unreachable(), {} as never)
    await expect(runtime.probe({ account: 'p' })).rejects.toMatchObject({ hint: 'Set P_KEY.' })
    await expect(runtime.probe({ account: 'q' })).rejects.toMatchObject({ reason: 'account_not_usable' })
    await runtime.close()
  })
})
