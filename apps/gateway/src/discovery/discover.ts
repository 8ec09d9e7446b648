import { join } from 'node:path'
import { type Manifest, pluginKeyword } from '@lucid-gateway/core'
import type { Env } from '../config/env-file.ts'
import { findManifest, readManifest } from './entry-file.ts'

/** A direct dependency of the project that says of itself that it is a plugin. */
export interface Candidate {
  readonly name: string
  readonly version?: string
  /** What its package.json says of it; absent in a package that was not built. */
  readonly manifest?: Manifest
}

/** The plugins among the direct dependencies of a folder's package.json. Nothing is imported. */
export function discover(folder: string): readonly Candidate[] {
  const project = readManifest(join(folder, 'package.json'))
  return Object.keys(recordOf(project?.content['dependencies'])).flatMap(name => candidate(name, folder))
}

function candidate(name: string, folder: string): readonly Candidate[] {
  const content = findManifest(name, folder)?.content
  const { keywords, version, lucid } = content ?? {}
  if (!Array.isArray(keywords) || !keywords.includes(pluginKeyword)) return []
  return [
    {
      name,
      ...(typeof version === 'string' ? { version } : {}),
      ...(typeof lucid === 'object' && lucid !== null ? { manifest: lucid as Manifest } : {}),
    },
  ]
}

/**
 * The required secrets that the environment does not have, each by its first name. Where each one may do for itself, and
 * none is required, one has to be there.
 */
export function missingSecrets(credentials: Manifest['credentials'], env: Env): readonly string[] {
  const all = Object.values(credentials ?? {})
  const absent = all.filter(({ env: names }) => !names.some(name => env[name]))
  const lacking = all.some(({ required }) => required)
    ? absent.filter(({ required }) => required)
    : absent.length === all.length
      ? absent.slice(0, 1)
      : []
  return lacking.map(({ env: names }) => names[0] as string)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
