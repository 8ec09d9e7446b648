import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { installPacked } from '../smoke/install-packed.ts'
import { root } from '../workspace.ts'

const exec = promisify(execFile)

/** Where somebody outside this repository works: a folder in which all they need was installed once, from tarballs. */
export interface Workshop extends AsyncDisposable {
  readonly folder: string
  /** Writes a plugin's five files, and an account of it that leads to the vendor. */
  scaffold(name: string, vendorUrl: string, ...options: readonly string[]): Promise<string>
  /** Runs a command in a folder of the workshop; rejects with all that it wrote if it fails. */
  run(folder: string, command: string, ...args: readonly string[]): Promise<string>
}

export async function openWorkshop(): Promise<Workshop> {
  const { devDependencies } = JSON.parse(
    await readFile(join(root, 'packages', 'create-plugin', 'package.json'), 'utf8'),
  ) as { devDependencies: Readonly<Record<string, string>> }
  const needed = Object.entries(devDependencies)
  const ours = needed.filter(([, range]) => range.startsWith('workspace:')).map(([name]) => name)
  const others = needed.filter(([name]) => !ours.includes(name))
  const folder = await installPacked([...ours, '@lucid-gateway/create-plugin'], Object.fromEntries(others))
  const env = { PATH: process.env['PATH'], HOME: folder }

  async function run(cwd: string, command: string, ...args: readonly string[]): Promise<string> {
    try {
      const { stdout, stderr } = await exec(command, args, { cwd, env })
      return stdout + stderr
    } catch (thrown) {
      const { stdout, stderr } = thrown as { stdout: string; stderr: string }
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: thrown })
    }
  }

  return {
    folder,
    run,
    scaffold: async (name, vendorUrl, ...options) => {
      await run(folder, join('node_modules', '.bin', 'create-plugin'), name, ...options)
      const account = { provider: name, config: { baseUrl: vendorUrl } }
      const config = options.includes('capability') ? {} : { accounts: { [name]: account } }
      await writeFile(join(folder, name, 'lucid.config.json'), JSON.stringify(config))
      return join(folder, name)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
