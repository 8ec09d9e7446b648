import { z } from 'zod'
import type { JsonObject } from '../json.ts'
import type { StandardSchema } from '../standard-schema.ts'

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

export const mediaData = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('base64'), base64: z.string() }),
  z.strictObject({ kind: z.literal('url'), url: z.string() }),
  z.strictObject({ kind: z.literal('reference'), id: z.string().min(1) }),
])

export const mediaFields = {
  mediaType: z.string().min(1),
  data: mediaData,
  filename: z.string().optional(),
}

export const media = z.strictObject(mediaFields)

/** Options that only the target understands; they are passed on as they are. */
export const vendorOptions = jsonObject.optional()
