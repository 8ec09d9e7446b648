import { execFile } from 'node:child_process'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packAll } from '../pack.ts'

const run = promisify(execFile)

/**
 * An empty folder outside the workspace, with the named packages installed by plain npm from their tarballs, and others
 * beside them by what npm is to be asked for. The overrides see to it that what ours need of each other comes from
 * tarballs too, and never from a registry.
 */
export async function installPacked(
  names: readonly string[],
  others: Readonly<Record<string, string>> = {},
): Promise<string> {
  const tarballs = await packAll()
  const folder = await mkdtemp(join(tmpdir(), 'lucid-packed-'))
  const specs = Object.fromEntries([...tarballs].map(([name, tarball]) => [name, `file:${tarball}`]))
  const dependencies = Object.fromEntries(names.map(name => [name, specs[name]]))
  const manifest = {
    name: 'somebodys-project',
    private: true,
    type: 'module',
    dependencies: { ...dependencies, ...others },
    overrides: specs,
  }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2))
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
  })
  return folder
}
