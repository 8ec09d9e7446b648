import { embedding } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { embed } from './embedding.ts'
import { checked } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'
import { likeness } from './words/vector.ts'

const embedded = async (request: object) => embed(await checked(embedding, request), attemptOn('embedding'))

it('each input becomes a vector of length 1, in order, and tokens are counted', async () => {
  const result = await embedded({
    inputs: ['a dog', 'a puppy', [5, 6, 7], { content: [{ type: 'text', text: 'a dog' }] }],
  })
  expect(result).toMatchObject({ model: 'embedding', metadata: { demo: true } })
  expect(result.vectors.map(vector => vector.length)).toEqual([256, 256, 256, 256])
  for (const vector of result.vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 9)
  expect(result.vectors[3]).toEqual(result.vectors[0])
  expect(likeness(result.vectors[0] ?? [], result.vectors[1] ?? [])).toBeGreaterThan(0.4)
  expect(result.usage.meters).toEqual({ input: { certainty: 'known', quantity: 2 + 2 + 3 + 2 } })
})

it('dimensions are kept to, and too many are refused', async () => {
  expect((await embedded({ inputs: 'x', dimensions: 7 })).vectors[0]).toHaveLength(7)
  await expect(embedded({ inputs: 'x', dimensions: 4096 })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'dimensions',
  })
})

it('a file is refused by its place', async () => {
  const file = { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: '' } }
  await expect(
    embedded({ inputs: ['x', { content: [{ type: 'text', text: 'x' }, file] }] }),
  ).rejects.toMatchObject({
    param: 'inputs[1].content[1]',
  })
})
