import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { readPng } from '../testing/read-png.ts'
import { encodePng } from './encode.ts'

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([width, height]) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      rgb: fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }),
    }),
  )

it('a picture that is written and read is the picture', async () => {
  await fc.assert(
    fc.asyncProperty(pictures, async picture => {
      const read = readPng(await encodePng(picture))
      expect([read.width, read.height]).toEqual([picture.width, picture.height])
      expect(new Uint8Array(read.rgb)).toEqual(picture.rgb)
    }),
  )
})

it('texts are kept beside the pixels', async () => {
  const file = await encodePng(
    { width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) },
    { Description: 'ein Füchslein 🦊' },
  )
  expect(readPng(file).texts).toEqual({ Description: 'ein Füchslein 🦊' })
})
