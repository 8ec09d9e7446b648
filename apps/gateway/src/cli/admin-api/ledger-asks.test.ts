import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AdminWorld, adminWorld } from '../../testing/admin-world.ts'

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url))

let world: AdminWorld
let app: { readonly id: string; readonly key: string }
beforeAll(async () => {
  world = await adminWorld({ config: { plugins: [], ledger: { on: true } } })
  await world.ask('POST /teams', { id: 'red' })
  app = await world.key({ team: 'red', name: 'of red' })
  for (const model of ['scripted/echo', 'scripted/echo', 'scripted/limits']) await (await post(model)).text()
  const calls = async () => (await world.ask('GET /calls')).body['data'] as readonly object[]
  while ((await calls()).length < 3) await new Promise(setImmediate)
})
afterAll(() => world[Symbol.asyncDispose]())

function post(model: string) {
  const headers = { authorization: `Bearer ${app.key}`, 'x-lucid-tags': 'project=atlas' }
  return world.host.post('/v1/chat', { model, messages: [{ role: 'user', content: 'hi' }] }, headers)
}

async function lucid(line: string, env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--conditions=@lucid-gateway/source', cli, ...line.split(' ')], {
    cwd: world.host.cwd,
    env: { PATH: process.env['PATH'] ?? '', LUCID_URL: world.host.url, LUCID_ADMIN_KEY: world.owner, ...env },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += String(text)))
  child.stderr.on('data', text => (err += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: out.trim(), err: err.trim() }
}

const slow = { timeout: 60_000 }

describe('lucid usage', slow, () => {
  it('adds up, as a table and as JSON', async () => {
    const [table, json, none] = await Promise.all([
      lucid('usage --by team,model --from 7d'),
      lucid('usage --by key,tag:project --tag project=atlas --json'),
      lucid('usage --by team --from 2001-01-01 --to 2001-02-01'),
    ])
    expect(table.err).toBe('')
    const [heads = '', ...rows] = table.out.split('\n').map(row => row.split(/ {2,}/).join('|'))
    expect(heads).toBe('TEAM|MODEL|CALLS|ATTEMPTS|FAILED|COST, USD|UNKNOWN|AT MOST, USD')
    expect(rows).toContain('red|echo|2|2|0|0.023|0|-')
    expect(rows.find(row => row.startsWith('red|limits|1|'))).toBeTruthy()
    expect(JSON.parse(json.out)).toMatchObject([{ of: { key: app.id, 'tag:project': 'atlas' }, calls: 3 }])
    expect(none.out).toBe('Nothing was used.')
  })

  it('says what is wrong, and what would be right', async () => {
    const [near, day, word, appKey, away] = await Promise.all([
      lucid('usage --by teams'),
      lucid('usage --from yesterday'),
      lucid('usage report'),
      lucid('usage', { LUCID_ADMIN_KEY: app.key }),
      lucid('usage --url http://127.0.0.1:1'),
    ])
    expect([near, day, word, appKey, away].map(({ code }) => code)).toEqual([2, 2, 2, 1, 1])
    expect(near.err).toContain('There is no "teams" to add up by. Did you mean team?')
    expect(day.err).toContain('--from is "yesterday", which is no day (2026-11-29)')
    expect(word.err).toContain('"report" was not expected.\nUsage: lucid usage')
    expect(appKey.err).toBe(
      'This is a key of an application, and those administer nothing.\nSend an admin key: they begin with lucid_admin_.',
    )
    expect(away.err).toContain('No gateway answers at http://127.0.0.1:1')
  })

  it('says how there would be a ledger where there is none', async () => {
    await using other = await adminWorld({ config: { plugins: [], ledger: { on: false } } })
    const { code, err } = await lucid('usage', { LUCID_URL: other.host.url, LUCID_ADMIN_KEY: other.owner })
    expect([code, err]).toEqual([1, expect.stringContaining('Take `ledger.on: false`')])
  })
})

describe('lucid calls', slow, () => {
  it('lists them, the latest first, with why one failed', async () => {
    const [all, failed, odd] = await Promise.all([
      lucid('calls --limit 2 --json'),
      lucid('calls --status failed --team red'),
      lucid('calls --status broken'),
    ])
    expect(JSON.parse(all.out)).toMatchObject([{ asked: 'scripted/limits' }, { asked: 'scripted/echo' }])
    expect(failed.out.split('\n')).toHaveLength(2)
    expect(failed.out).toMatch(/req_\S+ +scripted\/limits +\S+ +red +- +failed: rate_limit/)
    expect([odd.code, odd.err]).toEqual([
      1,
      expect.stringContaining('There are finished, failed, cancelled.'),
    ])
  })
})

describe('lucid audit', slow, () => {
  it('lists what admins did, and writes all of it to a file that was not there', async () => {
    const file = join(world.host.cwd, 'audit.jsonl')
    const [listed, exported] = await Promise.all([lucid('audit'), lucid(`audit --export ${file}`)])
    expect(listed.out).toMatch(/^AT +ADMIN +ACTION +OBJECT +TEAM +OUTCOME +FROM\n/)
    expect(listed.out).toMatch(new RegExp(`env +key.create +${app.id} +red +done +127.0.0.1`))
    expect(exported.out).toBe(`2 rows are in ${file}, one a line.`)
    const text = await readFile(file, 'utf8')
    expect(
      text
        .trim()
        .split('\n')
        .map(row => (JSON.parse(row) as { action: string }).action),
    ).toEqual(['key.create', 'team.create'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(text).not.toContain(app.key)

    const [again, both, viewer] = await Promise.all([
      lucid(`audit --export ${file}`),
      lucid(`audit --export ${file} --json`),
      lucid(`audit --export ${file}.none`, { LUCID_ADMIN_KEY: await world.admin('viewer') }),
    ])
    expect([again.code, both.code, viewer.code]).toEqual([1, 2, 1])
    expect(again.err).toContain('Name a file that is not there yet')
    expect(viewer.err).toContain('is a viewer, and this takes admin.')
    await expect(stat(`${file}.none`)).rejects.toThrow('ENOENT')
    expect(await readFile(file, 'utf8')).toBe(text)
  })
})
