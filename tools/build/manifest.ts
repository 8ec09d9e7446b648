import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../workspace.ts'
import type { Package } from '../workspace.ts'

interface Core {
  manifestOf(plugin: unknown): unknown
}

/**
 * Writes each built plugin's head into the `lucid` field of its package.json, so that a host can read what it is and
 * needs without importing it. Gives back the names of those where it had changed.
 */
export async function writeManifests(plugins: readonly Package[]): Promise<readonly string[]> {
  const { manifestOf } = (await load(join(root, 'packages', 'core'))) as unknown as Core
  const written: string[] = []
  for (const pkg of plugins.filter(({ folder }) => existsSync(join(folder, 'dist', 'index.js')))) {
    const { default: plugin } = await load(pkg.folder)
    if (write(pkg, manifestOf(plugin))) written.push(pkg.name)
  }
  return written
}

function write({ folder, manifest }: Package, head: unknown): boolean {
  if (JSON.stringify(manifest.lucid) === JSON.stringify(head)) return false
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify({ ...manifest, lucid: head }, undefined, 2)}\n`,
  )
  return true
}

function load(folder: string): Promise<{ readonly default?: unknown }> {
  return import(pathToFileURL(join(folder, 'dist', 'index.js')).href) as Promise<{
    readonly default?: unknown
  }>
}
