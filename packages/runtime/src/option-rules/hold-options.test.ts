import type { OptionRules } from '@lucid-gateway/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOptions, fitOptions } from './hold-options.ts'

const bounds = { minSide: 64, maxSide: 2048, maxPixels: 2_000_000 } as const
const rules = {
  size: { kind: 'size', bounds },
  format: { kind: 'choice', values: ['png', 'jpeg'] },
  quality: { kind: 'choice', values: ['standard', 'hd'] },
  seconds: { kind: 'choice', values: [4, 8, 12] },
  n: { kind: 'range', min: 1, max: 4 },
  guidance: { kind: 'range', min: 0, max: 1, step: 0.1 },
  prompt: { kind: 'length', max: 12 },
  images: { kind: 'length', max: 2 },
  negativePrompt: { kind: 'untaken' },
} satisfies OptionRules
const check = (request: object, by: OptionRules = rules) => checkOptions(by, request, 'acme/m')
const fit = (request: object, by: OptionRules = rules) => fitOptions(by, request, 'acme/m')

describe('the target that was asked for', () => {
  it('is given the very same request where it takes all of it', () => {
    const request = Object.freeze({
      prompt: 'a fox',
      size: '640x480',
      format: 'png',
      n: 4,
      guidance: 0.3,
      other: 1,
    })
    expect(check(request).request).toBe(request)
    expect(check(request).warnings).toEqual([])
  })

  it.each<[object, string, unknown]>([
    [{ size: '4096x2048' }, 'size', '2000x1000'],
    [{ size: '4096x4096' }, 'size', '1414x1414'],
    [{ format: 'jpg' }, 'format', 'jpeg'],
    [{ quality: 'high' }, 'quality', 'hd'],
    [{ seconds: 7 }, 'seconds', 8],
    [{ seconds: 60 }, 'seconds', 12],
    [{ n: 9 }, 'n', 4],
    [{ guidance: 0.25 }, 'guidance', 0.3],
  ])('refuses %j and names the nearest', (request, param, nearest) => {
    const { error } = check(request)
    expect(error).toMatchObject({
      code: 'invalid_request',
      origin: 'caller',
      recourse: 'none',
      reason: 'unsupported_option',
      param,
      details: { nearest },
    })
    expect(error?.message).toContain('acme/m')
    expect(error?.message).toContain(String(Object.values(request)[0]))
    expect(error?.hint).toContain(String(nearest))
  })

  it('names all that is taken where nothing is near', () => {
    const { error } = check({ format: 'application/octet-stream' })
    expect(error?.hint).toBe('Ask for png or jpeg, or leave it out.')
    expect(error?.details).toEqual({ allowed: ['png', 'jpeg'] })
  })

  it('is not sent a text that is too long, which is counted as people count', () => {
    expect(check({ prompt: '🦊'.repeat(12) }).error).toBeUndefined()
    expect(check({ prompt: '🦊'.repeat(13) }).error).toMatchObject({
      param: 'prompt',
      message: 'acme/m takes at most 12 characters of prompt, not 13.',
      details: { allowed: { max: 12 } },
    })
    expect(check({ images: [1, 2, 3] }).error?.message).toBe('acme/m takes at most 2 images, not 3.')
  })

  it('is not sent what it takes nothing of, which is no error but told', () => {
    const request = Object.freeze({ prompt: 'x', negativePrompt: 'y' })
    expect(check(request)).toEqual({
      request: { prompt: 'x' },
      warnings: [{ type: 'dropped', field: 'negativePrompt', message: 'acme/m takes no negativePrompt.' }],
    })
  })

  it('is not sent "auto" where it has no such word: leaving it out says as much', () => {
    expect(check({ quality: 'auto', negativePrompt: 'auto' })).toEqual({ request: {}, warnings: [] })
    expect(check({ size: 'auto' }, { size: { kind: 'shape' } })).toEqual({ request: {}, warnings: [] })
  })

  it('takes another way to write a value', () => {
    const shapes = { aspectRatio: { kind: 'choice', values: ['16:9', '1:1'] } } as const
    expect(check({ aspectRatio: '32:18' }, shapes)).toEqual({
      request: { aspectRatio: '16:9' },
      warnings: [],
    })
    expect(check({ format: 'PNG' }).request).toEqual({ format: 'png' })
  })

  it('leaves a rule alone whose kind it does not know', () => {
    const request = { size: '1x1' }
    expect(check(request, { size: { kind: 'phase' } as never }).request).toBe(request)
  })
})

describe('a target that stands in', () => {
  it.each<[object, object, string]>([
    [{ size: '4096x2048' }, { size: '2000x1000' }, 'coerced'],
    [{ quality: 'high' }, { quality: 'hd' }, 'coerced'],
    [{ seconds: 9 }, { seconds: 8 }, 'coerced'],
    [{ n: 9 }, { n: 4 }, 'coerced'],
    [{ images: [1, 2, 3] }, { images: [1, 2] }, 'dropped'],
    [{ format: 'application/octet-stream' }, {}, 'dropped'],
    [{ size: 'large' }, {}, 'dropped'],
  ])('is sent of %j the nearest, with a warning', (request, fitted, type) => {
    const held = fit(Object.freeze(request))
    expect(held.request).toEqual(fitted)
    expect(held.warnings).toMatchObject([{ type, field: Object.keys(request)[0] }])
    expect(held.error).toBeUndefined()
  })

  it('is passed over for a text that is too long for it', () => {
    expect(fit({ prompt: 'x'.repeat(13) }).error).toMatchObject({ recourse: 'other', param: 'prompt' })
  })

  it('is passed over for a picture to edit that it would have to leave out', () => {
    const none = { images: { kind: 'length', max: 0 } } as const
    expect(fit({ prompt: 'at night', images: [1] }, none).error).toMatchObject({
      recourse: 'other',
      param: 'images',
    })
    expect(fit({ prompt: 'at night', images: [] }, none).error).toBeUndefined()
    expect(check({ images: [1] }, none).error).toMatchObject({
      recourse: 'none',
      param: 'images',
      message: 'acme/m takes no images.',
      hint: 'Ask for a model that does, or leave it out.',
    })
  })

  it('has the only value that it takes', () => {
    expect(fit({ sound: false }, { sound: { kind: 'choice', values: [true] } }).request).toEqual({
      sound: true,
    })
  })
})

describe('a size of which the shape alone is taken', () => {
  const shapes = {
    size: { kind: 'shape' },
    aspectRatio: { kind: 'choice', values: ['1:1', '16:9', '21:9'] },
  } satisfies OptionRules

  it('becomes the shape that it has, with a warning', () => {
    expect(check({ size: '1920x1080' }, shapes)).toEqual({
      request: { aspectRatio: '16:9' },
      warnings: [expect.objectContaining({ type: 'coerced', field: 'size' })],
    })
    expect(check({ size: '2100x900' }, shapes).request).toEqual({ aspectRatio: '21:9' })
    expect(check({ size: '1000x10' }, { size: { kind: 'shape' } }).request).toEqual({ aspectRatio: '100:1' })
  })

  it('is refused, or fitted, where the shape is not taken', () => {
    expect(check({ size: '1792x1024' }, shapes).error).toMatchObject({
      param: 'size',
      details: { nearest: '16:9', allowed: ['1:1', '16:9', '21:9'] },
      hint: 'Ask for aspectRatio of 16:9, the nearest that it takes, or leave it out.',
    })
    expect(fit({ size: '1792x1024' }, shapes).request).toEqual({ aspectRatio: '16:9' })
  })

  it('gives way to a shape that is named, and that is a loss where they differ', () => {
    expect(check({ size: '512x512', aspectRatio: '1:1' }, shapes).warnings).toMatchObject([
      { type: 'coerced' },
    ])
    expect(check({ size: '512x512', aspectRatio: '16:9' }, shapes)).toMatchObject({
      request: { aspectRatio: '16:9' },
      warnings: [{ type: 'dropped', field: 'size' }],
    })
  })
})

describe('a value that the model has another field for', () => {
  const mapped = {
    aspectRatio: { kind: 'mapped', to: 'size', values: { '3:2': '1536x1024', '1:1': '1024x1024' } },
    size: { kind: 'size', values: ['1024x1024', '1536x1024'] },
  } satisfies OptionRules

  it('fills that field', () => {
    expect(check({ aspectRatio: '6:4' }, mapped)).toEqual({ request: { size: '1536x1024' }, warnings: [] })
  })

  it('is refused, or fitted, where there is none for it', () => {
    expect(check({ aspectRatio: '16:9' }, mapped).error).toMatchObject({
      param: 'aspectRatio',
      details: { nearest: '3:2' },
    })
    expect(fit({ aspectRatio: '16:9' }, mapped)).toMatchObject({
      request: { size: '1536x1024' },
      warnings: [{ type: 'coerced', field: 'aspectRatio' }],
    })
  })

  it('does not overrule that field', () => {
    expect(check({ aspectRatio: '3:2', size: '1024x1024' }, mapped)).toMatchObject({
      request: { size: '1024x1024' },
      warnings: [{ type: 'dropped', field: 'aspectRatio' }],
    })
    expect(check({ aspectRatio: '3:2', size: '1536x1024' }, mapped).warnings).toEqual([])
  })
})

describe('whatever is asked for', () => {
  const side = fc.integer({ min: 1, max: 100_000 })

  it('the nearest size is one that is taken', () => {
    const some = fc.record({
      step: fc.constantFrom(1, 8, 16, 64),
      maxPixels: fc.constantFrom(1_000_000, 8_294_400, undefined),
      minPixels: fc.constantFrom(65_536, undefined),
      maxRatio: fc.constantFrom(1, 2.5, 3, undefined),
    })
    fc.assert(
      fc.property(side, side, some, (width, height, more) => {
        const size = {
          kind: 'size',
          bounds: JSON.parse(JSON.stringify({ minSide: 64, maxSide: 4096, ...more })),
        } as const
        const held = fit({ size: `${width}x${height}` }, { size })
        expect(Object.keys(held.request)).toEqual(['size'])
        expect(check(held.request, { size }).error).toBeUndefined()
      }),
    )
  })

  it('what was fitted once is taken as it is', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant('auto'),
      fc.tuple(side, side).map(sides => sides.join('x')),
      fc.array(fc.integer(), { maxLength: 4 }),
      fc.object(),
    )
    const requests = fc.dictionary(fc.constantFrom(...Object.keys(rules), '__proto__', 'toString'), value)
    fc.assert(
      fc.property(requests, given => {
        const before = structuredClone(given)
        const { request, error } = fit(given)
        expect(given).toEqual(before)
        if (!error) expect(check(request).request).toBe(request)
      }),
    )
  })
})
