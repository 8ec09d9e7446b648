import { readSqlite } from '@lucid-gateway/store-sqlite'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canaryFlows } from '../testing/canary-flows.ts'
import { type CanaryWorld, canaryWorld, settled } from '../testing/canary-world.ts'
import { holds } from '../testing/traces.ts'

let world: CanaryWorld
beforeAll(async () => {
  world = await canaryWorld()
  for (const { run } of canaryFlows) await run(world)
  await settled(world)
}, 120_000)
afterAll(() => world[Symbol.asyncDispose]())

/** Which canaries are in which of the texts. */
function found(texts: readonly (readonly [string, Buffer | string])[]): readonly string[] {
  const all = [
    ...Object.entries(world.canaries),
    ...world.made.map(key => ['a key that was made', key] as const),
  ]
  return texts.flatMap(([where, text]) =>
    all.flatMap(([name, value]) => (holds(text, value) ? [`${name} in ${where}`] : [])),
  )
}

async function pages(path: string): Promise<string> {
  const headers = { authorization: `Bearer ${world.canaries.admin}` }
  const texts: string[] = []
  for (let after = ''; ;) {
    const text = await (
      await fetch(`${world.host.url}/admin/v1${path}?limit=500${after}`, { headers })
    ).text()
    texts.push(text)
    const { next } = JSON.parse(text) as { readonly next: string | null }
    if (next === null) return texts.join('\n')
    after = `&after=${encodeURIComponent(next)}`
  }
}

async function filesAsTexts() {
  return (await world.files()).map(
    ({ name, bytes }) => [name.slice(world.host.cwd.length + 1), bytes] as const,
  )
}

describe('what went wrong, some three hundred times, and in which no secret and nothing that was said is told', () => {
  it('is much, of all kinds', () => {
    expect(canaryFlows.length).toBeGreaterThan(300)
    expect(new Set(canaryFlows.map(({ name }) => name)).size).toBe(canaryFlows.length)
    const statuses = new Set([...world.host.logged().matchAll(/"status":(\d{3})/g)].map(match => match[1]))
    expect([...statuses]).toEqual(
      expect.arrayContaining(['400', '401', '402', '403', '404', '409', '422', '429', '502', '504']),
    )
  })

  it('answers', () => {
    expect(world.answers.length).toBeGreaterThan(canaryFlows.length)
    expect(found(world.answers.map(({ flow, text }) => [flow, text]))).toEqual([])
  })

  it('the log, each detail of it', () => {
    expect(world.host.logged().length).toBeGreaterThan(50_000)
    expect(found([['log', world.host.logged()]])).toEqual([])
  })

  it('what is told of calls afterwards: to who made them, and to admins', async () => {
    const ids = new Set([...world.host.logged().matchAll(/req_[\w-]{36}/g)].map(match => match[0]))
    const calls: (readonly [string, string])[] = []
    for (const id of ids) {
      const headers = { authorization: `Bearer ${world.canaries.app}` }
      const text = await (await fetch(`${world.host.url}/v1/calls/${id}`, { headers })).text()
      if (text.includes('"attempts"')) calls.push([id, text])
    }
    expect(calls.length).toBeGreaterThan(100)
    expect(found(calls)).toEqual([])
    const lists = ['/calls', '/audit', '/keys', '/admins', '/teams'].map(
      async path => [path, await pages(path)] as const,
    )
    expect(found(await Promise.all(lists))).toEqual([])
    const others = [
      '/openapi.json',
      '/admin/v1/usage?by=key,model',
      '/admin/v1/accounts',
      '/v1/models',
      '/readyz',
    ].map(async path => {
      const headers = {
        authorization: `Bearer ${path.startsWith('/admin') ? world.canaries.admin : world.canaries.app}`,
      }
      return [path, await (await fetch(world.host.url + path, { headers })).text()] as const
    })
    expect(found(await Promise.all(others))).toEqual([])
  })

  it('every file: the database, its log, the journal, what is kept by Idempotency-Key', async () => {
    const running = await filesAsTexts()
    expect(running.map(([name]) => name)).toEqual(
      expect.arrayContaining(['data/lucid.db', expect.stringMatching(/^data\/journal\/.*\.journal$/)]),
    )
    expect(found(running)).toEqual([])
    const rows = [...readRows()]
    for (const word of ['scripted/breaks', 'idempotency', 'audit', 'base64'])
      expect(JSON.stringify(rows).includes(word), word).toBe(true)
    expect(rows.length).toBeGreaterThan(400)
    await world.host.gateway.close({ drainMs: 0 })
    expect(found(await filesAsTexts())).toEqual([])
  })
})

it('what is said is kept where it is asked for: by an Idempotency-Key, for a day', async () => {
  await using other = await canaryWorld()
  const { prompt } = other.canaries
  const body = { model: 'scripted/echo', messages: [{ role: 'user', content: `Say ${prompt}` }] }
  for (const headers of [{}, { 'idempotency-key': 'kept' }] as const) {
    expect((await other.post('', '/v1/chat', body, headers)).status).toBe(200)
    await settled(other)
    const kept = (await other.files()).filter(({ bytes }) => holds(bytes, prompt)).map(({ name }) => name)
    expect(kept.map(name => /lucid\.db(-wal)?$/.test(name))).toEqual(
      'idempotency-key' in headers ? [true] : [],
    )
  }
})

function* readRows(): Generator<object> {
  const reader = readSqlite(join(world.host.cwd, 'data/lucid.db'))
  try {
    yield* reader.all() as Iterable<object>
  } finally {
    reader.close()
  }
}
