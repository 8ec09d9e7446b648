import { z } from 'zod'

const address = z.url({ protocol: /^https?$/ })

const vertex = z.strictObject({
  project: z.string().min(1).describe('The id of the project that is billed.'),
  location: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .default('global')
    .describe('A region, or `global`, `us` or `eu`.'),
  tokenUrl: address
    .optional()
    .describe('Where service accounts and users get their tokens, if not at Google.'),
  metadataUrl: address
    .default('http://metadata.google.internal')
    .describe('Where a machine of Google Cloud gets its own tokens.'),
})

export const config = z.strictObject({
  baseUrl: address.optional().describe("Where the API is, without its version; Google's own unless said."),
  apiVersion: z
    .string()
    .regex(/^v\d+[a-z0-9]*$/)
    .optional()
    .describe('`v1` unless said; `v1beta1` at Vertex AI.'),
  vertex: vertex.optional().describe('Goes to Vertex AI, where the account is a project and not an API key.'),
})

export type GoogleConfig = z.output<typeof config>
export type VertexConfig = z.output<typeof vertex>
