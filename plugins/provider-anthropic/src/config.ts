import { z } from 'zod'

/** The versions of the API that the plugin can speak; https://docs.claude.com/en/api/versioning */
export const versions = ['2023-06-01', '2026-10-21'] as const

export const config = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.anthropic.com')
    .describe('Where the API is, without its version: a proxy, say.'),
  version: z
    .enum(versions)
    .default('2026-10-21')
    .describe('The version of the API to speak: the header `anthropic-version`.'),
  betas: z
    .array(z.string().regex(/^[\w.-]+$/))
    .default([])
    .describe('Betas to ask for with each request: the header `anthropic-beta`.'),
})

export type AnthropicConfig = z.output<typeof config>
