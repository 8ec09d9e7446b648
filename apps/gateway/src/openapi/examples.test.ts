import { expect, it } from 'vitest'
import { z } from 'zod'
import { exampleOf } from './examples.ts'

it('makes an example of a choice that its schema takes', () => {
  const bytes = z.strictObject({ kind: z.literal('base64'), base64: z.base64() })
  const address = z.strictObject({ kind: z.literal('url'), url: z.url() })
  const schema = z.strictObject({
    files: z.array(z.discriminatedUnion('kind', [bytes, address])).min(1),
    from: z.union([address, bytes]),
    pages: z.int().min(3),
    voice: z.string().meta({ examples: ['alto'] }),
  })
  const example = exampleOf('x-read', z.toJSONSchema(schema) as never)
  expect(schema.safeParse(example).error).toBeUndefined()
  expect(example).toMatchObject({ pages: 3, voice: 'alto' })
})
