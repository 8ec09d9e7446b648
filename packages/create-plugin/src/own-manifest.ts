import { readFileSync } from 'node:fs'
import { Problem } from './problem.ts'

interface OwnManifest {
  readonly version: string
  readonly devDependencies: Readonly<Record<string, string>>
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as OwnManifest

/** The version range of something that a new plugin needs: the one that this package was made and tested with. */
export function rangeOf(name: string): string {
  const range = manifest.devDependencies[name]
  if (range === undefined)
    throw new Problem(`No version of ${name} is known.`, 'This is a fault of create-plugin.')
  return range
}

export const ownVersion: string = manifest.version
