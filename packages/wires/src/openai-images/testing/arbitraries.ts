import {
  type GeneratedImage,
  type ImageRequest,
  type ImageResult,
  knownUsage,
  type Media,
} from '@lucid-gateway/core'
import * as fc from 'fast-check'

export const runs = {
  numRuns: process.env.LUCID_LONG === '1' ? 100_000 : 2_000,
  seed: Number(process.env.LUCID_SEED ?? 20_260_105),
}

const formats = ['png', 'jpeg', 'webp'] as const
const bytes: fc.Arbitrary<Media> = fc
  .tuple(fc.constantFrom(...formats), fc.base64String({ minLength: 4, maxLength: 12 }))
  .map(([format, base64]) => ({ mediaType: `image/${format}`, data: { kind: 'base64', base64 } }))

/** Only what has a word on the wire. */
const said = fc.record(
  {
    n: fc.integer({ min: 1, max: 10 }),
    size: fc.constantFrom('1024x1024' as const, '1536x864' as const),
    quality: fc.constantFrom('auto', 'high', 'xhigh'),
    background: fc.constantFrom('auto' as const, 'opaque' as const, 'transparent' as const),
    format: fc.constantFrom(...formats),
    compression: fc.nat(100),
    user: fc.string({ minLength: 1, maxLength: 64 }),
  },
  { requiredKeys: [] },
)
/** What has none. */
const unsaid = fc.record(
  {
    aspectRatio: fc.constant('16:9' as const),
    resolution: fc.constant('2K'),
    negativePrompt: fc.constant('rain'),
    style: fc.constant('vivid'),
    seed: fc.nat(),
    steps: fc.integer({ min: 1, max: 50 }),
    guidance: fc.double({ noNaN: true }),
    strength: fc.double({ min: 0, max: 1, noNaN: true }),
    metadata: fc.constant({ a: 'b' }),
  },
  { requiredKeys: [] },
)
const extra = fc.constantFrom(
  {},
  { extra: { 'openai-images': { moderation: 'low', x_a: '1' } } },
  { extra: { 'other-wire': { x_a: 1 } } },
)
const prompt = fc.string({ minLength: 1, maxLength: 12 }).filter(text => text.trim() !== '')

export interface Asked {
  readonly request: ImageRequest
  readonly stream: boolean
  /** The fields that have no word on the wire. */
  readonly unsaid: readonly string[]
}

export const generation: fc.Arbitrary<Asked> = fc
  .tuple(prompt, said, unsaid, extra, fc.boolean(), fc.option(fc.nat(3), { nil: undefined }))
  .map(([text, a, b, c, stream, partials]) => ({
    request: {
      prompt: text,
      ...a,
      ...b,
      ...c,
      ...(partials === undefined ? {} : { partialImages: partials }),
    },
    stream,
    unsaid: [...Object.keys(b), ...(partials === undefined || stream ? [] : ['partialImages'])],
  }))

export const edit: fc.Arbitrary<Asked> = fc
  .tuple(generation, fc.array(bytes, { minLength: 1, maxLength: 3 }), fc.option(bytes, { nil: undefined }))
  .map(([asked, images, mask]) => ({
    ...asked,
    request: { ...asked.request, images, ...(mask ? { mask } : {}) },
  }))

const usage = fc.option(
  fc
    .tuple(fc.nat(999), fc.nat(999), fc.integer({ min: 1, max: 999 }), fc.nat(999))
    .map(([input, input_image, output, output_image]) => ({ input, input_image, output, output_image })),
  { nil: undefined },
)

export const result: fc.Arbitrary<ImageResult> = fc
  .tuple(
    fc.array(fc.tuple(bytes, fc.option(prompt, { nil: undefined }), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
    }),
    usage,
    fc.constantFrom({}, { extra: { 'openai-images': { quality: 'high', background: 'opaque' } } }),
  )
  .map(([pictures, tokens, kept]) => {
    const [[first]] = pictures as [[Media, string | undefined, boolean]]
    const images = pictures.map(([picture, revised, marked]): GeneratedImage => ({
      ...picture,
      mediaType: first.mediaType,
      width: 1024,
      height: 768,
      ...(revised === undefined ? {} : { revisedPrompt: revised }),
      ...(marked ? { extra: { 'openai-images': { x_mark: 1 } } } : {}),
    }))
    const meters = tokens
      ? knownUsage({ image: images.length, ...tokens }).meters
      : {
          image: { certainty: 'known' as const, quantity: images.length },
          input: { certainty: 'unknown' as const },
          output_image: { certainty: 'unknown' as const },
        }
    return { created: 7, images, usage: { meters }, ...kept }
  })
