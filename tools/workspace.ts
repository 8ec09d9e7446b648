import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly keywords?: readonly string[]
  readonly files?: readonly string[]
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly bin?: Readonly<Record<string, string>>
  readonly lucid?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

export interface Package {
  /** The name of its folder, which is its npm name without the scope. */
  readonly name: string
  /** Its folder from the root, e.g. `packages/core`. */
  readonly path: string
  /** Its folder, absolute. */
  readonly folder: string
  readonly manifest: Manifest
}

export const scope = '@lucid-gateway/'
export const sourceCondition = '@lucid-gateway/source'
const groups = ['packages', 'plugins', 'apps']

/** The packages of the workspace at `base`; folders without a package.json are none. */
export function readWorkspace(base: string = root): readonly Package[] {
  return groups.flatMap(group =>
    listFolder(join(base, group)).flatMap(name => {
      const folder = join(base, group, name)
      const file = join(folder, 'package.json')
      if (!existsSync(file)) return []
      return [
        {
          name,
          path: posix.join(group, name),
          folder,
          manifest: JSON.parse(readFileSync(file, 'utf8')) as Manifest,
        },
      ]
    }),
  )
}

export const isPlugin = ({ path }: Package): boolean => path.startsWith('plugins/')
export const isPublic = ({ manifest }: Package): boolean => manifest.private !== true

/** The built modules of a package and the sources they come from, both without folder and extension. */
export function entriesOf({ manifest, folder }: Package): Readonly<Record<string, string>> {
  const exported = Object.values(manifest.exports ?? {}).flatMap(target => {
    const source = typeof target === 'object' ? target[sourceCondition] : undefined
    return source === undefined ? [] : [source]
  })
  const run = Object.values(manifest.bin ?? {}).map(file =>
    file.replace('/dist/', '/src/').replace(/\.js$/, '.ts'),
  )
  const sources = [...new Set([...exported, ...run])].filter(source => existsSync(join(folder, source)))
  return Object.fromEntries(sources.map(source => [source.replace(/^\.\/src\/(.*)\.ts$/, '$1'), source]))
}

/** All files under a folder, as sorted paths from it; nothing where there is none. */
export function filesUnder(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => posix.join(entry.parentPath.slice(folder.length + 1).replaceAll('\\', '/'), entry.name))
    .toSorted()
}

function listFolder(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : []
}
