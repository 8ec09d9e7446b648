import type { Plugin, ProvidedPort } from './define-plugin.ts'

/**
 * The head of a plugin as data, written into the `lucid` field of its package.json when it is built, so that a host
 * can tell what it is and what it needs without importing it.
 */
export interface Manifest {
  readonly id: string
  readonly abi: number
  readonly name?: string
  /** Capability ids. */
  readonly capabilities: readonly string[]
  readonly credentials: Readonly<Record<string, ManifestCredential>>
  /** True where it must never be chosen unless named. */
  readonly neverFallback?: true
  /** What a host may stand on that it provides. */
  readonly ports?: readonly ProvidedPort[]
}

export interface ManifestCredential {
  readonly env: readonly string[]
  readonly required: boolean
}

/** The keyword by which a package says that it is a plugin. */
export const pluginKeyword = 'lucid-plugin'

export function manifestOf(plugin: Plugin): Manifest {
  return {
    id: plugin.id,
    abi: plugin.abi,
    ...(plugin.name === undefined ? {} : { name: plugin.name }),
    capabilities: Object.keys(plugin.capabilities),
    credentials: Object.fromEntries(
      Object.entries(plugin.credentials).map(([name, spec]) => [
        name,
        { env: spec.env, required: spec.required },
      ]),
    ),
    ...(plugin.neverFallback ? { neverFallback: true as const } : {}),
    ...(plugin.ports === undefined ? {} : { ports: plugin.ports }),
  }
}
