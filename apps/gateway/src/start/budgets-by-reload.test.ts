import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeKey } from '../access/key-format.ts'
import { disposable, hello, postChat } from '../testing/started-gateway.ts'
import { scriptedPlugin } from '../testing/scripted-plugin.ts'
import { canary } from '../testing/test-gateway.ts'
import { startGateway } from './start-gateway.ts'

const owner = makeKey('lucid_admin_')
const budgets = [{ name: 'all', by: 'organisation', usd: '0.000001', per: 'day' }]

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'lucid-budgets-'))
})
afterEach(() => rm(cwd, { recursive: true }))

const configure = (config: object) => writeFile(join(cwd, 'lucid.config.json'), JSON.stringify(config))

async function started(config: object) {
  await configure(config)
  return disposable(
    await startGateway({
      cwd,
      env: { SCRIPTED_KEY: canary, LUCID_ADMIN_KEY: owner },
      port: 0,
      plugins: [scriptedPlugin().plugin],
      write: () => {},
    }),
  )
}
const status = async (url: string) =>
  (await postChat(url, { model: 'scripted/echo', messages: hello, maxOutputTokens: 9 })).status
const admin = (url: string, path: string, init: RequestInit = {}) =>
  fetch(`${url}/admin/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${owner}`, 'content-type': 'application/json' },
  })

describe('budgets that a reload brings', () => {
  it('hold from the next call on, and what is spent is written down', async () => {
    await using gateway = await started({ ledger: { on: true } })
    expect(await status(gateway.url)).toBe(200)
    await configure({ ledger: { on: true }, budgets })
    await gateway.reload()
    expect(await status(gateway.url)).toBe(402)
    await configure({ ledger: { on: true }, budgets: [{ ...budgets[0], usd: 1 }] })
    await gateway.reload()
    expect(await status(gateway.url)).toBe(200)
    const told = (await (await admin(gateway.url, '/budgets')).json()) as { readonly data: readonly object[] }
    expect(told.data).toMatchObject([{ name: 'all', from: 'config', limit_usd: '1' }])
    expect(JSON.stringify(told)).not.toContain('"used_usd":"0"')
    expect((await admin(gateway.url, '/usage')).status).toBe(200)
    await configure({ ledger: { on: true } })
    await gateway.reload()
    expect(await status(gateway.url)).toBe(200)
  })

  it('are refused where the process was told to keep no ledger, and all stays as it was', async () => {
    await using gateway = await started({ ledger: { on: false } })
    await configure({ ledger: { on: true }, budgets })
    await expect(gateway.reload()).rejects.toMatchObject({
      reason: 'no_ledger',
      hint: 'Set ledger.on: true, and start the gateway again.',
    })
    expect(await status(gateway.url)).toBe(200)
    for (const [path, method, body] of [
      ['/budgets/all', 'PUT', { by: 'organisation', usd: 1, per: 'day' }],
      ['/keys', 'POST', { name: 'x', budgets: [{ usd: 1, per: 'day' }] }],
      ['/teams', 'POST', { id: 'x', budgets: [{ usd: 1, per: 'day' }] }],
    ] as const) {
      const answer = await admin(gateway.url, path, { method, body: JSON.stringify(body) })
      expect([path, answer.status, await answer.json()]).toMatchObject([
        path,
        409,
        { error: { reason: 'no_ledger', hint: expect.stringContaining('ledger.on: true') } },
      ])
    }
    const limited = await admin(gateway.url, '/keys', {
      method: 'POST',
      body: JSON.stringify({ name: 'x', limits: { requests: 1 } }),
    })
    expect(limited.status).toBe(201)
  })

  it('hold without a ledger where nothing outlives the process', async () => {
    await using gateway = await started({ store: false })
    await configure({ store: false, budgets })
    await gateway.reload()
    expect(await status(gateway.url)).toBe(402)
    const put = await admin(gateway.url, '/budgets/more', {
      method: 'PUT',
      body: JSON.stringify({ by: 'organisation', usd: 1, per: 'day' }),
    })
    expect(put.status).toBe(200)
  })
})

it('a config that wants budgets and no ledger is refused, with where it says so', async () => {
  await configure({ ledger: { on: false }, budgets })
  await expect(startGateway({ cwd, env: {}, port: 0, write: () => {} })).rejects.toThrow(
    /lucid\.config\.json:1:\d+: ledger\.on: is false, and there are budgets/,
  )
})
