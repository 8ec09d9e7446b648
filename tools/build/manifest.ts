import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
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
  const written: Package[] = []
  for (const pkg of plugins.filter(({ folder }) => existsSync(join(folder, 'dist', 'index.js')))) {
    try {
      const { default: plugin } = await load(pkg.folder)
      if (write(pkg, manifestOf(plugin))) written.push(pkg)
    } catch (error) {
      process.stderr.write(
        `Build: ${pkg.path} can't be imported, so its head is not written: ${String(error)}\n`,
      )
      process.exitCode = 1
    }
  }
  if (written.length > 0) format(written.map(fileOf))
  return written.map(({ name }) => name)
}

const fileOf = ({ folder }: Package) => join(folder, 'package.json')

function write(pkg: Package, head: unknown): boolean {
  const manifest = JSON.parse(readFileSync(fileOf(pkg), 'utf8')) as object
  const described = JSON.stringify({ ...manifest, lucid: head }, undefined, 2)
  if (described === JSON.stringify(manifest, undefined, 2)) return false
  writeFileSync(fileOf(pkg), `${described}\n`)
  return true
}

function format(files: readonly string[]): void {
  spawnSync(join(root, 'node_modules', '.bin', 'oxfmt'), files)
}

function load(folder: string): Promise<{ readonly default?: unknown }> {
  return import(pathToFileURL(join(folder, 'dist', 'index.js')).href) as Promise<{
    readonly default?: unknown
  }>
}
