import { z } from 'zod'

/** An account's settings. The default of `baseUrl` is the vendor's. */
export function configSchema(baseUrl: string) {
  return z.strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/ })
      .default(baseUrl)
      .describe('Where the API is, up to its version.'),
    headers: z.record(z.string(), z.string()).default({}).describe('Headers to send with each request.'),
  })
}

export type CompatibleConfig = z.output<ReturnType<typeof configSchema>>
