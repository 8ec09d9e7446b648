import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, matchesGlob, posix } from 'node:path'
import { scope } from '../workspace.ts'
import type { Manifest } from '../workspace.ts'
import { testFiles } from './rules.ts'

/** The repository as the checks see it: paths from its root and what the files hold. */
export interface Tree {
  readonly files: ReadonlyMap<string, string>
  readonly packages: readonly TreePackage[]
}

export interface TreePackage {
  /** e.g. `provider-demo` */
  readonly name: string
  /** e.g. `plugins/provider-demo` */
  readonly path: string
  readonly manifest: Manifest & Readonly<Record<string, unknown>>
  /** Its files by their path from the package, e.g. `src/index.ts`. */
  readonly files: ReadonlyMap<string, string>
}

/** What a check found wrong. */
export interface Finding {
  readonly file: string
  readonly message: string
}

export type Check = (tree: Tree) => readonly Finding[]

export function treeOf(texts: Readonly<Record<string, string>>): Tree {
  const files = new Map(Object.entries(texts))
  const manifests = [...files].filter(([file]) =>
    /^(packages|plugins|apps)\/[^/]+\/package\.json$/.test(file),
  )
  const packages = manifests.map(([file, text]): TreePackage => {
    const path = posix.dirname(file)
    const own = [...files].filter(([other]) => other.startsWith(`${path}/`))
    return {
      name: posix.basename(path),
      path,
      manifest: JSON.parse(text) as TreePackage['manifest'],
      files: new Map(own.map(([other, content]) => [other.slice(path.length + 1), content])),
    }
  })
  return { files, packages }
}

const skipped = new Set(['node_modules', 'dist', 'dist.next', 'data', 'coverage'])
const dotFolders = new Set(['.ci', '.changeset', '.github'])
const binary = new Set(['.png', '.wav', '.mp3', '.jpg', '.webp', '.ico', '.woff2', '.tgz', '.gz'])

export function readTree(base: string): Tree {
  const texts: Record<string, string> = {}
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(base, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name)
      if (entry.isDirectory()) {
        const hidden = entry.name.startsWith('.') && !dotFolders.has(entry.name)
        if (!skipped.has(entry.name) && !hidden) walk(path)
      } else if (entry.isFile() && !binary.has(extname(entry.name)) && !isLocal(entry.name)) {
        texts[path] = readFileSync(join(base, path), 'utf8')
      }
    }
  }
  walk('')
  return treeOf(texts)
}

/** Files that hold a developer's own settings and are never committed. */
const isLocal = (name: string) => /^\.env(\.|$)/.test(name) || name.endsWith('.log')

export const isSource = (file: string): boolean => /\.(ts|tsx|mts|mjs)$/.test(file)
export const isTest = (file: string): boolean => testFiles.some(glob => matchesGlob(file, glob))

/** The workspace package that a specifier names, `core/engine` apart from `core`; undefined for any other import. */
export function workspaceTarget(specifier: string): string | undefined {
  if (!specifier.startsWith(scope)) return undefined
  const path = specifier.slice(scope.length)
  return path === 'core/engine' ? path : path.split('/')[0]
}

/** The npm package that a specifier names; undefined for relative paths and Node's own modules. */
export function npmTarget(specifier: string): string | undefined {
  if (/^(\.|node:|#|\/)/.test(specifier)) return undefined
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}
