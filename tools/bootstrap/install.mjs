import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readIfThere, root, runQuietly, step, Trouble, withLock } from './kit.mjs'
import { canReachRegistry, unreachable } from './registry.mjs'

const stamp = join(root, '.cache', 'installed')
const lockfile = join(root, 'pnpm-lock.yaml')

/** Installs from the lockfile, if what an install depends on has changed since the last one. */
export async function installPackages({ node, pnpm, env }) {
  if (await isInstalled()) return
  await withLock('install', async () => {
    if (await isInstalled()) return
    await step('Installing packages from the lockfile', async () => {
      const reachable = await canReachRegistry()
      const source = reachable ? '--prefer-offline' : '--offline'
      const args = [pnpm, 'install', '--frozen-lockfile', source, '--reporter=append-only']
      // Without a terminal pnpm would rather stop than replace a node_modules that another version made.
      const { status, output } = await runQuietly(node, args, { cwd: root, env: { ...env, CI: 'true' } })
      if (status === 0) return
      if (!reachable) throw await unreachable('to install what the lockfile names')
      throw new Trouble(`pnpm could not install the packages:\n${output.trim()}`)
    })
    await mkdir(dirname(stamp), { recursive: true })
    await writeFile(stamp, await state())
  })
}

async function isInstalled() {
  return (
    existsSync(join(root, 'node_modules', '.modules.yaml')) && (await readIfThere(stamp)) === (await state())
  )
}

/** A hash of the lockfile and of the part of each package.json that an install reads. */
async function state() {
  const hash = createHash('sha256').update(await readFile(lockfile))
  hash.update(await readFile(join(root, 'pnpm-workspace.yaml')))
  for (const file of await manifests()) {
    const { name, version, bin, dependencies, devDependencies, peerDependencies, optionalDependencies } =
      JSON.parse(await readFile(file, 'utf8'))
    const read = { name, version, bin, dependencies, devDependencies, peerDependencies, optionalDependencies }
    hash.update(`${file}\n${JSON.stringify(read)}\n`)
  }
  return hash.digest('hex')
}

async function manifests() {
  const found = [join(root, 'package.json'), join(root, 'tools', 'package.json')]
  for (const group of ['packages', 'plugins', 'apps']) {
    for (const name of (await readdir(join(root, group))).toSorted()) {
      const file = join(root, group, name, 'package.json')
      if (existsSync(file)) found.push(file)
    }
  }
  return found
}
