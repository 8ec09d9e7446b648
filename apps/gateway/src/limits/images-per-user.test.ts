import { definePlugin, image, knownUsage, type Plugin } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { testGateway, type TestGateway } from '../testing/test-gateway.ts'

const draws: Plugin = definePlugin({
  id: 'draws',
  abi: 1,
  capabilities: { image },
  credentials: {},
  models: [{ id: 'm', capabilities: ['image'] }],
  setup: ({ provide }) =>
    provide({
      image: {
        generate: async ({ n = 1 }) => ({
          images: Array.from({ length: n }, () => ({
            mediaType: 'image/png',
            data: { kind: 'base64' as const, base64: 'iVBORw0KGgo=' },
          })),
          usage: knownUsage({ image: n, request: 1 }),
        }),
      },
    }),
})
const draw = (host: TestGateway, n: number, user?: string): Promise<Response> =>
  host.post(
    '/v1/images',
    { model: 'draws/m', prompt: 'a cat', n },
    { prefer: 'wait=30', ...(user === undefined ? {} : { 'x-lucid-user': user }) },
  )

it('10 pictures an hour for each end user, none where nobody is named, as the config says', async () => {
  await using host = await testGateway({ plugins: [draws] })
  const first = await draw(host, 8, 'ann')
  expect(first.status).toBe(200)
  expect(first.headers.get('ratelimit-policy')).toBe('"images-per-user";q=10;qu="images";w=3600')
  expect(first.headers.get('ratelimit')).toBe('"images-per-user";r=2;t=2880')
  const refused = await draw(host, 3, 'ann')
  expect(refused.status).toBe(429)
  expect(JSON.stringify(await refused.json())).toContain('10 images an hour for each subject')
  expect((await draw(host, 10, 'bob')).status).toBe(200)
  for (let n = 0; n < 3; n++) expect((await draw(host, 8)).status).toBe(200)
})

it('as many pictures as they like, where the config takes the limit out', async () => {
  await using host = await testGateway({ plugins: [draws], config: { limits: { imagesPerHour: false } } })
  for (let n = 0; n < 3; n++) expect((await draw(host, 8, 'ann')).status).toBe(200)
})
