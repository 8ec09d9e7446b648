import { existsSync, readFileSync, statSync } from 'node:fs'
import { createRequire, findPackageJSON } from 'node:module'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Where a plugin's code begins. */
export interface EntryFile {
  readonly file: string
  readonly version?: string
}

/** Whether a plugin is named by a path rather than by its package. */
export function isPath(specifier: string): boolean {
  return specifier.startsWith('.') || isAbsolute(specifier)
}

const entriesOfFolder = ['src/index.ts', 'index.ts', 'dist/index.js', 'index.js']

/** Finds a plugin by path, or by package as a module in `folder` would. Undefined if there is no such thing. */
export function findEntry(specifier: string, folder: string): EntryFile | undefined {
  if (!isPath(specifier)) return findPackageEntry(specifier, folder)
  const path = resolve(folder, specifier)
  if (!existsSync(path)) return undefined
  if (statSync(path).isFile()) return { file: path }
  const file = entriesOfFolder.map(entry => join(path, entry)).find(existsSync)
  return file === undefined ? undefined : { file }
}

function findPackageEntry(name: string, folder: string): EntryFile | undefined {
  const manifest = findManifest(name, folder)
  if (!manifest) return undefined
  const file = resolveMain(name, folder) ?? importTarget(manifest)
  const { version } = manifest.content
  return file === undefined ? undefined : { file, ...(typeof version === 'string' ? { version } : {}) }
}

export interface PackageManifest {
  readonly file: string
  readonly content: Readonly<Record<string, unknown>>
}

/** The package.json of a package that `folder` can import. */
export function findManifest(name: string, folder: string): PackageManifest | undefined {
  try {
    const file = findPackageJSON(name, pathToFileURL(join(folder, 'package.json')))
    return file === undefined ? undefined : readManifest(file)
  } catch {
    return undefined
  }
}

export function readManifest(file: string): PackageManifest | undefined {
  try {
    return { file, content: JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown> }
  } catch {
    return undefined
  }
}

function resolveMain(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
}

/** For packages whose exports have the condition `import` alone, which `require.resolve` does not take. */
function importTarget({ file, content }: PackageManifest): string | undefined {
  const { exports } = content
  const main: unknown = isRecord(exports) && '.' in exports ? exports['.'] : exports
  const target = pick(main)
  return target === undefined ? undefined : join(dirname(file), target)
}

function pick(target: unknown): string | undefined {
  if (typeof target === 'string') return target
  if (!isRecord(target)) return undefined
  return pick(target['node'] ?? target['import'] ?? target['default'])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
