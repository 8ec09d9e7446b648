// What only shows in the tarballs: that their manifests and their types are right for those who install them.
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packAll } from './pack.ts'
import { root } from './workspace.ts'

const run = promisify(execFile)

/** How the tools are called for a tarball; each prints what is wrong and fails. */
const tools = [
  (tarball: string) => ['publint', 'run', tarball, '--strict'],
  (tarball: string) => ['attw', tarball, '--profile', 'esm-only', '--no-summary', '--format', 'ascii'],
]

async function check(name: string, tarball: string): Promise<void> {
  for (const tool of tools) {
    const [command = '', ...args] = tool(tarball)
    const failed = await run(join(root, 'node_modules', '.bin', command), args).then(
      () => undefined,
      (error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}`,
    )
    if (failed === undefined) continue
    process.stdout.write(`${name}: ${command}\n${failed}\n`)
    process.exitCode = 1
  }
}

const tarballs = [...(await packAll())]
const next = tarballs.values()
/** Two at a time, since each is a process that keeps one core busy. */
const worker = async () => {
  for (const [name, tarball] of next) await check(name, tarball)
}
await Promise.all([worker(), worker()])
process.stdout.write(`${tarballs.length} packages.\n`)
