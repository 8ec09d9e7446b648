import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminWorld, type AdminWorld } from '../../testing/admin-world.ts'

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const slow = 30_000

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld()
  await world.ask('POST /teams', { id: 'red' })
})
afterAll(() => world[Symbol.asyncDispose]())

async function keys(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--conditions=@lucid-gateway/source', cli, 'keys', ...args], {
    cwd: world.host.cwd,
    env: { PATH: process.env['PATH'] ?? '', LUCID_URL: world.host.url, LUCID_ADMIN_KEY: world.owner, ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += String(text)))
  child.stderr.on('data', text => (err += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: out.trim(), err }
}

describe('lucid keys', { timeout: slow }, () => {
  it('makes a key that serves, and rotates, lists and revokes it', async () => {
    const args = ['create', '--name', 'site', '--team', 'red', '--kinds', 'chat.*', '--models', 'scripted/*']
    const made = await keys([...args, '--expires', '90d'])
    expect(made.code, made.err).toBe(0)
    expect(await world.call(made.out)).toEqual([200, undefined])
    const id = /key_\w+/.exec(made.err)?.[0] ?? ''
    const shown = (await world.ask(`GET /keys/${id}`)).body
    expect(shown).toMatchObject({ team: 'red', kinds: ['chat.*'], models: ['scripted/*'] })
    expect(Date.parse(String(shown['expires_at'])) - Date.now()).toBeGreaterThan(89 * 86_400_000)

    const rotated = await keys(['rotate', id, '--overlap', '0s', '--json'])
    const next = String((JSON.parse(rotated.out) as { readonly key: string }).key)
    expect(await world.call(made.out)).toEqual([401, 'rotated_key'])
    expect(await world.call(next)).toEqual([200, undefined])

    const listed = await keys(['list'])
    expect(listed.out).toMatch(new RegExp(`${id} +site +lucid_\\w{4}… +red +active +20`))
    expect((await keys(['revoke', id])).out).toBe(`${id} (site) is revoked.`)
    expect(await world.call(next)).toEqual([401, 'revoked_key'])
  })

  it('takes the admin key from a file, and says what is wrong', async () => {
    const file = join(world.host.cwd, 'admin-key')
    await writeFile(file, `${world.owner}\n`)
    const none = { LUCID_ADMIN_KEY: '' }
    const [good, missing, refused, unknown, away, bad] = await Promise.all([
      keys(['list', '--admin-key-file', file], none),
      keys(['list'], none),
      keys(['list'], { LUCID_ADMIN_KEY: 'none-of-these-keys-is-it' }),
      keys(['revoke', 'key_none']),
      keys(['list', '--url', 'http://127.0.0.1:1']),
      keys(['rotate', 'key_x', '--overlap', 'soon']),
    ])
    expect([good.code, missing.code, refused.code, unknown.code, away.code, bad.code]).toEqual([
      0, 1, 1, 1, 1, 2,
    ])
    expect(missing.err).toContain('There is no admin key.\nSet LUCID_ADMIN_KEY')
    expect(refused.err).toContain('The key is not an admin key of this gateway.\nAdmin keys begin with')
    expect(unknown.err).toContain('There is no key "key_none".')
    expect(away.err).toContain('No gateway answers at http://127.0.0.1:1')
    expect(bad.err).toContain('--overlap must be a time such as 24h or 90d.')
  })
})
