import { createRequire } from 'node:module'

interface Manifest {
  readonly name: string
  readonly version: string
  readonly engines: { readonly node: string }
}

/** Found by its own name so that it is the same in the source and in what is built. */
const manifest = createRequire(import.meta.url)('@lucid-gateway/gateway/package.json') as Manifest

/** The version of this package. */
export const version: string = manifest.version

/** How to run its command where nothing was put on the path; a checkout has a way of its own. */
export const command: string = process.env['LUCID_COMMAND'] ?? `npx ${manifest.name}`

/** The oldest Node that it runs on: `22.19`. */
export const oldestNode: string = manifest.engines.node.replace('>=', '')
