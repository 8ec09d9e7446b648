import { anthropicVersions } from '@lucid-gateway/wires/anthropic-messages'
import { z } from 'zod'

export const config = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.anthropic.com')
    .describe('Where the API is, without its version: the address of a proxy, say.'),
  version: z
    .enum(anthropicVersions)
    .default('2026-10-21')
    .describe(
      'The version of the API for requests that are translated. The older one still takes a temperature, from older models.',
    ),
  betas: z
    .array(z.string().regex(/^[\w.-]+$/))
    .default([])
    .describe('Betas to ask for with each request.'),
})

export type AnthropicConfig = z.output<typeof config>
