import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { entriesOf, root } from '../workspace.ts'
import type { Package } from '../workspace.ts'
import { readStamp, writeStamp } from './stamp.ts'

/** Where tsc emits to: beside `dist`, so that its incremental state never meets what is copied and rewritten. */
const emitted = '.types'

/** Type-checks the packages, and puts the declarations that their entries reach into `dist`. */
export async function emitDeclarations(packages: readonly Package[]): Promise<readonly Package[]> {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const projects = packages.filter(({ folder }) => existsSync(join(folder, 'tsconfig.json')))
  const checked = spawnSync(process.execPath, [tsc, '-b', ...projects.map(({ path }) => path)], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  })
  if (checked.status !== 0) process.exitCode = 1
  const changed: Package[] = []
  for (const pkg of packages) if (await copyDeclarations(pkg)) changed.push(pkg)
  return changed
}

async function copyDeclarations(pkg: Package): Promise<boolean> {
  const files = reachable(pkg)
  const hash = createHash('sha256')
  for (const [file, text] of files) hash.update(`${file}\n${text}\n`)
  const declarations = hash.digest('hex')
  const stamp = readStamp(pkg)
  if (stamp.declarations === declarations) return false
  for (const [file, text] of files) {
    const target = join(pkg.folder, 'dist', file)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, text)
    await copyFile(join(pkg.folder, emitted, `${file}.map`), `${target}.map`)
  }
  writeStamp(pkg, { ...stamp, declarations })
  return files.size > 0
}

const specifier = /((?:from|import)\s*\(?\s*)(['"])(\.{1,2}\/[^'"]*)\.ts\2/g

/** The declarations that the package's entries lead to, with specifiers as the built modules are named. */
function reachable(pkg: Package): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const visit = (file: string): void => {
    const source = join(pkg.folder, emitted, file)
    if (found.has(file) || !existsSync(source)) return
    const text = readFileSync(source, 'utf8')
    found.set(file, text.replace(specifier, '$1$2$3.js$2'))
    for (const [, , , path] of text.matchAll(specifier))
      visit(`${posix.join(posix.dirname(file), path ?? '')}.d.ts`)
  }
  for (const entry of Object.keys(entriesOf(pkg))) visit(`${entry}.d.ts`)
  return found
}
