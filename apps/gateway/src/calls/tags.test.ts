import { expect, it } from 'vitest'
import { adminWorld } from '../testing/admin-world.ts'
import { tagsIn } from './tags.ts'

it.each([
  ['project=atlas', { project: 'atlas' }],
  ['project = atlas , stage=a=b c', { project: 'atlas', stage: 'a=b c' }],
])('%s are labels', (header, tags) => {
  expect(tagsIn(header)).toEqual(tags)
})

it.each([
  'project',
  '=atlas',
  'project=',
  'Project=atlas',
  'a=1,a=2',
  'a=1,',
  `a=${'x'.repeat(129)}`,
  Array.from({ length: 17 }, (_, n) => `a${n}=1`).join(),
])('%s are none, and it is said what would be', header => {
  expect(() => tagsIn(header)).toThrow(
    expect.objectContaining({ reason: 'bad_header', param: 'x-lucid-tags' }),
  )
})

it('a call is recorded with its labels, and usage is added up by them', async () => {
  await using world = await adminWorld({ config: { plugins: [], ledger: { on: true } } })
  const { key } = await world.key()
  const ask = (tags: string) =>
    world.host.post(
      '/v1/chat',
      { model: 'scripted/echo', messages: [{ role: 'user', content: 'hi' }] },
      { authorization: `Bearer ${key}`, 'x-lucid-tags': tags },
    )
  const answer = await ask('project=atlas, stage=test')
  const call = await fetch(`${world.host.url}/v1/calls/${answer.headers.get('x-lucid-request-id')}`, {
    headers: { authorization: `Bearer ${key}` },
  })
  expect(await call.json()).toMatchObject({ tags: { project: 'atlas', stage: 'test' } })
  expect((await ask('project')).status).toBe(400)
  const usage = async () => (await world.ask('GET /usage?by=tag:project')).body['data'] as readonly object[]
  while ((await usage()).length === 0) await new Promise(setImmediate)
  expect(await usage()).toMatchObject([{ of: { 'tag:project': 'atlas' }, calls: 1 }])
})
