import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../workspace.ts'
import type { Package } from '../workspace.ts'

/** From what a package's `dist` was made, so that it need not be made again. */
export interface Stamp {
  readonly javascript?: string
  readonly declarations?: string
}

const fileOf = ({ path }: Package) => join(root, '.cache', 'build', `${path}.json`)

export function readStamp(pkg: Package): Stamp {
  try {
    return JSON.parse(readFileSync(fileOf(pkg), 'utf8')) as Stamp
  } catch {
    return {}
  }
}

export function writeStamp(pkg: Package, stamp: Stamp): void {
  mkdirSync(dirname(fileOf(pkg)), { recursive: true })
  writeFileSync(fileOf(pkg), JSON.stringify(stamp))
}
