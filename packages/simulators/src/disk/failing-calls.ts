import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sayOnce } from './say-once.ts'

/** Which of a process's calls of the kernel fail. */
export interface FailingCalls {
  /** `write`, `pwrite64`, `fsync`, `fdatasync`, ... */
  readonly call: string
  /** `EIO`, `ENOSPC`, ... */
  readonly error: string
  /** The first that fails, counted from 1 in each thread, and how many do; one unless said. */
  readonly nth: number
  readonly times?: number
  /** Those on one of these files count, and no others. */
  readonly paths: readonly string[]
}

export interface FailedRun {
  /** What the process wrote, a line each. */
  readonly lines: readonly string[]
  readonly code: number | null
  /** How many calls failed. */
  readonly failed: number
}

/** Why no calls can be made to fail here, if so; said once. It takes Linux, strace, and the right to trace. */
export function noFailingCalls(): string | undefined {
  return sayOnce('tests on a disk that fails are left out', () =>
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: ['ignore', 'ignore', 'pipe'] }),
  )
}

let runs = 0

/** Runs a Node program some of whose calls of the kernel fail. */
export async function runFailing(
  { call, error, nth, times = 1, paths }: FailingCalls,
  args: readonly string[],
): Promise<FailedRun> {
  const log = join(tmpdir(), `lucid-strace-${process.pid}-${++runs}`)
  const when = times === 1 ? `${nth}` : `${nth}..${nth + times - 1}`
  const strace = [
    ...['-f', '-qq', '-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:error=${error}:when=${when}`],
    ...paths.flatMap(path => ['-P', path]),
  ]
  // One thread of the pool, so that its calls are counted together.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' }
  const child = spawn('strace', [...strace, process.execPath, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  const failed = readFileSync(log, 'utf8').split('(INJECTED)').length - 1
  rmSync(log)
  if (code !== 0) process.stderr.write(said)
  return { lines: out.split('\n').filter(line => line !== ''), code, failed }
}
