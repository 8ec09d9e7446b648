import { createRequire } from 'node:module'

/** The version of this package, found by its own name so that it is the same in the source and in what is built. */
export const version: string = (
  createRequire(import.meta.url)('@lucid-gateway/gateway/package.json') as { readonly version: string }
).version
