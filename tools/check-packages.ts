// What only shows in the tarballs: that their manifests and types are right for those who install them, and that what
// is there for tests alone is not in them.
import { execFile } from 'node:child_process'
import { join, matchesGlob } from 'node:path'
import { promisify } from 'node:util'
import { testFiles } from './check-structure/rules.ts'
import { packAll } from './pack.ts'
import { root } from './workspace.ts'

const run = promisify(execFile)

/** Each gives back what is wrong with a tarball; nothing if all is well. */
const checks = [
  (tarball: string) => complaintsOf('publint', 'run', tarball, '--strict'),
  (tarball: string) =>
    complaintsOf('attw', tarball, '--profile', 'esm-only', '--no-summary', '--format', 'ascii'),
  async (tarball: string) => {
    const { stdout } = await run('tar', ['-tzf', tarball])
    const own = stdout.split('\n').filter(file => /^package\/(src|dist)\//.test(file))
    const stray = own.filter(file => testFiles.some(glob => matchesGlob(file, glob)))
    return stray.map(file => `${file} is there for tests alone; leave it out by "files".`).join('\n')
  },
]

async function complaintsOf(tool: string, ...args: readonly string[]): Promise<string> {
  return run(join(root, 'node_modules', '.bin', tool), args).then(
    () => '',
    (error: { stdout?: string; stderr?: string }) => `${tool}:\n${error.stdout}${error.stderr}`,
  )
}

const tarballs = [...(await packAll())]
const queue = tarballs.values()

/** Two at a time, since each check is a process that keeps one core busy. */
async function worker(): Promise<void> {
  for (const [name, tarball] of queue) {
    for (const check of checks) {
      const complaints = await check(tarball)
      if (complaints === '') continue
      process.stdout.write(`${name}: ${complaints}\n`)
      process.exitCode = 1
    }
  }
}

await Promise.all([worker(), worker()])
process.stdout.write(`${tarballs.length} packages.\n`)
