import { z } from 'zod'

export const config = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.replicate.com/v1')
    .describe('Where the API is, up to its version: a proxy, for one.'),
  cancelAfter: z
    .string()
    .regex(/^(\d+[smh])+$/, 'Write a duration such as "90s", "10m" or "1h30m".')
    .optional()
    .describe('How long a prediction may take, such as "10m", before Replicate ends it by itself.'),
  collections: z
    .array(z.string().regex(/^[\w-]+$/, 'Write the last word of the address of a collection.'))
    .min(1)
    .default(['text-to-image'])
    .describe('The collections of replicate.com/collections whose models are listed.'),
})

export type ReplicateConfig = z.output<typeof config>
