import { expect, it } from 'vitest'
import { newKey } from '../../access/app-key.ts'
import { testGateway } from '../../testing/test-gateway.ts'

it('tells the holder of a limited key of no account that the key may not use', async () => {
  const key = newKey()
  await using host = await testGateway({
    env: { KEY: key },
    config: {
      keys: [{ name: 'app', key: 'env:KEY', models: ['other/echo'] }],
      accounts: { other: { provider: 'scripted' } },
      channels: {
        stable: {
          'chat.default': [
            { provider: 'scripted', model: 'echo' },
            { provider: 'other', model: 'slow' },
          ],
        },
      },
    },
  })
  const explain = async (model: string) => {
    const body = { model, messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] }
    const answer = await host.post('/v1/explain', { path: '/v1/chat', body }, { 'x-api-key': key })
    return { status: answer.status, text: await answer.text() }
  }
  const told = await explain('other/echo')
  expect(told.status).toBe(200)
  expect(JSON.parse(told.text)).toMatchObject({ targets: [{ account: 'other' }], excluded: [] })
  const refused = await explain('chat.default')
  expect([refused.status, refused.text]).toEqual([403, expect.not.stringContaining('slow')])
})
