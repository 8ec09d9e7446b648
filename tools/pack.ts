import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from './bootstrap/kit.mjs'
import { filesUnder, isPublic, readWorkspace, root } from './workspace.ts'
import type { Package } from './workspace.ts'

const run = promisify(execFile)
const folder = join(root, '.cache', 'packed')

/**
 * Builds and packs every public package as it would be published: npm name -> path of the tarball. A package that has
 * not changed since is not packed again, so any number of tests may ask.
 */
export async function packAll(): Promise<ReadonlyMap<string, string>> {
  await run(process.execPath, ['tools/build.ts'], { cwd: root }).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`The build failed, so there is nothing to pack:\n${error.stdout}${error.stderr}`)
    },
  )
  return withLock('pack', async () => {
    const workspace = readWorkspace()
    // A packed manifest names the versions of the other packages.
    const versions = workspace.map(({ name, manifest }) => `${name}@${manifest.version}`).join()
    const packed = new Map<string, string>()
    for (const pkg of workspace.filter(isPublic)) packed.set(pkg.manifest.name, await pack(pkg, versions))
    return packed
  })
}

async function pack(pkg: Package, versions: string): Promise<string> {
  const tarball = join(folder, `${pkg.name}-${pkg.manifest.version}-${contentHash(pkg, versions)}.tgz`)
  if (existsSync(tarball)) return tarball
  mkdirSync(folder, { recursive: true })
  const draft = `${tarball}.${process.pid}`
  await run('pnpm', ['pack', '--out', draft], { cwd: pkg.folder })
  renameSync(draft, tarball)
  return tarball
}

function contentHash({ folder: base, manifest }: Package, versions: string): string {
  const hash = createHash('sha256').update(versions)
  const named = [
    'package.json',
    'README.md',
    'CHANGELOG.md',
    ...(manifest.files ?? []).filter(file => !/[*!]/.test(file)),
  ]
  for (const name of named) {
    const path = join(base, name)
    const inside = filesUnder(path)
    for (const file of inside) hash.update(`\n${name}/${file}\n`).update(readFileSync(join(path, file)))
    if (inside.length === 0 && existsSync(path)) hash.update(`\n${name}\n`).update(readFileSync(path))
  }
  return hash.digest('hex').slice(0, 12)
}
