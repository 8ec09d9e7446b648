import { z } from 'zod'
import type { JsonObject } from '../json.ts'
import type { StandardSchema } from '../standard-schema.ts'
import type { AspectRatio, PixelSize } from './image/request.ts'

/**
 * zod types an optional field as `T | undefined`; the contracts say that an absent field is absent. At runtime zod
 * leaves absent fields out, so this only says so to the compiler.
 */
export function noUndefined<Output>(schema: z.ZodType<Loose<Output>>): StandardSchema<Output> {
  return schema as unknown as StandardSchema<Output>
}

type Loose<T> = T extends string | number | boolean | bigint | null
  ? T
  : T extends readonly (infer E)[]
    ? readonly Loose<E>[]
    : { readonly [K in keyof T]: Loose<T[K]> | (undefined extends T[K] ? undefined : never) }

export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json())

const mediaData = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('base64'), base64: z.string() }),
  z.strictObject({ kind: z.literal('url'), url: z.string() }),
  z.strictObject({ kind: z.literal('reference'), id: z.string().min(1) }),
])

const mediaFields = {
  mediaType: z.string().min(1),
  data: mediaData,
  filename: z.string().optional(),
}

/** Not strict: what a result says of its media (width, seconds, ...) may stand here, so that an answer can be a request. */
export const media = z.object(mediaFields)

export const extra = z.record(z.string(), jsonObject).optional()
export const labels = z.record(z.string(), z.string()).optional()

/** The fields of `RequestTail`. */
export const requestTail = {
  user: z.string().optional(),
  metadata: labels,
  options: jsonObject.optional(),
  extra,
}

export const textPart = z.strictObject({ type: z.literal('text'), text: z.string(), extra })
export const filePart = z.strictObject({
  type: z.literal('file'),
  ...mediaFields,
  detail: z.string().optional(),
  extra,
})

export const mixedContent = z.strictObject({
  content: z.array(z.discriminatedUnion('type', [textPart, filePart])).min(1),
})

export const pixelSize = z
  .string()
  .regex(/^[1-9]\d{0,4}x[1-9]\d{0,4}$/, 'Write width "x" height in pixels, such as 1024x768.')
  .transform(text => text as PixelSize)

export const aspectRatio = z
  .string()
  .regex(/^\d{1,4}(\.\d{1,4})?:\d{1,4}(\.\d{1,4})?$/, 'Write width ":" height, such as 16:9.')
  .transform(text => text as AspectRatio)

export const tool = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('function'),
    name: z.string().min(1),
    description: z.string().optional(),
    parameters: jsonObject.optional(),
    strict: z.boolean().optional(),
    extra,
  }),
  z.strictObject({
    type: z.literal('vendor'),
    name: z.string().min(1),
    extra: z.record(z.string(), jsonObject),
  }),
])

export const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']).transform(type => ({ type })),
  z.strictObject({ type: z.enum(['auto', 'none', 'required']) }),
  z.strictObject({ type: z.literal('tool'), name: z.string().min(1) }),
  z.strictObject({
    type: z.literal('allowed'),
    mode: z.enum(['auto', 'required']),
    names: z.array(z.string()).min(1),
  }),
])

export const reasoning = z.strictObject({
  effort: z.string().optional(),
  budgetTokens: z.int().positive().optional(),
  summary: z.enum(['auto', 'concise', 'detailed']).optional(),
})
