import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, watch } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { printError } from './print.ts'

const settleMs = 100
const patienceMs = 500
const ignored = new Set(['node_modules', 'dist', '.git', 'data'])

/** Runs the same command in a process of its own, anew whenever a plugin's source changes: loaded code cannot be unloaded. */
export function supervise(
  args: readonly string[],
  plugins: readonly string[],
  mark: string,
): Promise<number> {
  return new Promise(done => {
    let child: ChildProcess
    let stopping = false
    let timer: NodeJS.Timeout | undefined

    const start = (): void => {
      child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, 'start', ...args], {
        stdio: 'inherit',
        env: { ...process.env, [mark]: '1' },
      })
      child.once('exit', code => {
        if (stopping) done(code ?? 1)
      })
    }
    const gone = (): boolean => child.exitCode !== null || child.signalCode !== null
    const restart = (): void => {
      printError('A plugin changed; starting again.')
      const old = child
      if (gone()) return start()
      // A change that comes while the old one is still ending needs no third.
      if (old.listenerCount('exit') > 1) return
      old.once('exit', start)
      old.kill('SIGTERM')
      setTimeout(() => old.kill('SIGTERM'), patienceMs).unref()
    }
    for (const folder of new Set(plugins.map(folderOf))) {
      watch(folder, { recursive: true }, (_event, name) => {
        if (stopping || name === null || name.split(sep).some(step => ignored.has(step))) return
        clearTimeout(timer)
        timer = setTimeout(restart, settleMs)
      })
    }
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (!stopping && gone()) done(0)
        stopping = true
        child.kill(signal)
      })
    }
    start()
  }).then(code => {
    process.exit(code as number)
  })
}

/** The plugin's package, or else the folder it is in. */
function folderOf(plugin: string): string {
  const path = resolve(plugin)
  for (let folder = path; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (dirname(folder) === folder) return dirname(path)
  }
}
