import { z } from 'zod'

export const config = z.strictObject({
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .default('https://api.openai.com/v1')
    .describe(
      'Where the API is, up to its version: a region such as https://eu.api.openai.com/v1, or a proxy.',
    ),
  organization: z.string().min(1).optional().describe('The organization that requests are counted for.'),
  project: z.string().min(1).optional().describe('The project that requests are counted for.'),
})

export type OpenAIConfig = z.output<typeof config>
