import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { adminWorld, type AdminWorld } from '../../testing/admin-world.ts'
import { boundsIn, budgetIn, limitIn } from './bounds.ts'

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url))
const slow = 60_000

let world: AdminWorld
beforeAll(async () => {
  world = await adminWorld({ config: { ledger: { on: true } } })
})
afterAll(() => world[Symbol.asyncDispose]())

async function lucid(...args: readonly string[]) {
  const child = spawn(process.execPath, ['--conditions=@lucid-gateway/source', cli, ...args], {
    cwd: world.host.cwd,
    env: { PATH: process.env['PATH'] ?? '', LUCID_URL: world.host.url, LUCID_ADMIN_KEY: world.owner },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', text => (out += String(text)))
  child.stderr.on('data', text => (err += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out: out.trim(), err }
}

describe('limits and budgets on the command line', { timeout: slow }, () => {
  it('are given to keys and teams, and taken from them', async () => {
    await lucid('teams', 'create', 'red', '--budget', '400/month', '--limit', 'concurrency=50')
    const asked = [
      '--limit',
      'requests=1,tokens=100000,per=hour',
      '--budget',
      '25/day',
      '--budget',
      '0.5/total',
    ]
    const made = await lucid('keys', 'create', '--name', 'site', '--team', 'red', ...asked)
    expect(made.code, made.err).toBe(0)
    const id = /key_\w+/.exec(made.err)?.[0] ?? ''
    expect((await world.ask(`GET /keys/${id}`)).body).toMatchObject({
      limits: { requests: 1, tokens: 100_000, per: 'hour' },
      budgets: [
        { usd: '25', per: 'day' },
        { usd: '0.5', per: 'total' },
      ],
    })
    await world.call(made.out)
    expect(await world.call(made.out)).toEqual([429, 'limit_reached'])
    const budgets = await lucid('budgets')
    expect(budgets.out).toMatch(new RegExp(`${id}-day +key +key +${id} +day +25 +0.\\d+ +24.\\d+ +20`))
    expect(budgets.out).toMatch(/team_red-month +team +team +red +month +400 /)
    expect((await lucid('limits')).out).toMatch(
      new RegExp(`${id}-requests +key +key +${id} +requests +1 +3600 +1 +0 +\\d+`),
    )
    expect((await lucid('keys', 'change', id, '--no-limits')).out).toBe(`${id} (site) is active.`)
    expect(await world.call(made.out)).toEqual([200, undefined])
    const over = await lucid('keys', 'change', id, '--budget', '500/month')
    expect([over.code, over.err]).toEqual([1, expect.stringContaining('is more than the team "red" has')])
    expect((await lucid('teams', 'change', 'red', '--no-budgets')).code).toBe(0)
    expect((await lucid('keys', 'change', id, '--budget', '500/month')).code).toBe(0)
  })

  it('of many are made and taken away', async () => {
    const set = await lucid('limits', 'set', 'users', '--by', 'subject', '--limit', 'requests=30/minute')
    expect([set.code, set.out]).toEqual([0, 'The limit "users" holds from now on.'])
    await lucid('budgets', 'set', 'projects', '--by', 'tag', '--tag', 'project', '--budget', '9/month')
    expect((await lucid('budgets', 'list')).out).toMatch(/projects +store +tag +- +month +9 +0 +9 +20/)
    expect((await lucid('limits', 'delete', 'users')).out).toBe('The limit "users" is no more.')
    const none = await lucid('limits', 'delete', 'users')
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('There is no limit "users".')])
  })

  it('and admins are made, rotated, listed and revoked', async () => {
    const made = await lucid('admins', 'create', '--name', 'ana', '--role', 'viewer', '--expires', '90d')
    expect(made.out).toMatch(/^lucid_admin_/)
    const id = /adm_\w+/.exec(made.err)?.[0] ?? ''
    const rotated = await lucid('admins', 'rotate', id, '--overlap', '0s')
    const statuses = [made.out, rotated.out].map(
      async key => (await world.ask('GET /keys', undefined, key)).status,
    )
    expect(await Promise.all(statuses)).toEqual([401, 200])
    expect((await lucid('admins', 'list')).out).toMatch(
      new RegExp(`${id} +ana +viewer +- +lucid_admin_.* +active +20`),
    )
    expect((await lucid('admins', 'revoke', id)).out).toBe(`${id} (ana) is revoked.`)
  })

  it('that can not be read are told, with how they are said', async () => {
    const answers = await Promise.all([
      lucid('keys', 'create', '--name', 'x', '--limit', 'many'),
      lucid('keys', 'create', '--name', 'x', '--budget', '25'),
      lucid('keys', 'change', 'key_x'),
      lucid('budgets', 'set', 'x', '--budget', '1/day'),
    ])
    expect(answers.map(({ code }) => code)).toEqual([2, 2, 2, 2])
    expect(answers[0]?.err).toContain('Say requests=600/minute')
    expect(answers[1]?.err).toContain('25/day')
    expect(answers[2]?.err).toMatch(/\nUsage: lucid keys change ID [^\n]+\n$/)
    expect(answers[3]?.err).toContain('--by')
  })

  it('and what there is not is told with the command that lists it, not with a path', async () => {
    const none = await lucid('keys', 'revoke', 'site')
    expect(none.err).toBe('There is no key "site".\n`lucid keys list` lists those that there are for you.\n')
    const field = await lucid('teams', 'create', 'Red')
    expect(field.err).toBe('"id" must be at most 63 lower-case letters, digits and dashes.\n')
  })
})

describe('how limits and budgets are said', () => {
  it.each([
    ['requests=600', { requests: 600 }],
    ['requests=600/hour', { requests: 600, per: 'hour' }],
    ['concurrency=5', { concurrency: 5 }],
    ['requests=6, burst=2 ,per=day', { requests: 6, burst: 2, per: 'day' }],
  ])('%s', (text, limit) => expect(limitIn(text)).toEqual(limit))

  it.each(['', 'requests', 'requests=', 'requests=x', 'calls=5', 'requests=5/week', 'per=minute/x', '=5'])(
    'no limit: %j',
    text => expect(() => limitIn(text)).toThrow('requests=600/minute'),
  )

  it.each([
    ['25/day', { usd: '25', per: 'day' }],
    ['$25/day', { usd: '25', per: 'day' }],
    [
      '0.000000001/total,reserve=expected,outputTokens=9',
      { usd: '0.000000001', per: 'total', reserve: 'expected', outputTokens: 9 },
    ],
  ])('%s', (text, budget) => expect(budgetIn(text)).toEqual(budget))

  it.each(['', '25', '25/week', '-1/day', '1e9/day', '25/day,only=x', '0.0000000001/day'])(
    'no budget: %j',
    text => expect(() => budgetIn(text)).toThrow('25/day'),
  )

  it('are told which word is not known, and which there are', () => {
    expect(() => limitIn('rpm=5')).toThrow(
      '"rpm" is none of requests, tokens, images, concurrency, burst, per.',
    )
    expect(() => limitIn('requests=5/week')).toThrow('"week" is none of second, minute, hour, day.')
    expect(() => budgetIn('25/week')).toThrow('"week" is none of day, month, total.')
  })

  it('are not taken out and given at once', () => {
    expect(() => boundsIn({ limit: ['requests=1'], 'no-limits': true })).toThrow('exclude each other')
    expect(boundsIn({ 'no-limits': true, budget: ['1/day'] })).toEqual({
      limits: null,
      budgets: [{ usd: '1', per: 'day' }],
    })
  })
})
