import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** The root of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Something that the reader can put right; only its message is shown. */
export class Trouble extends Error {}

/** Runs a slow step: says what is done, then how long it took. Quick and unneeded steps say nothing. */
export async function step(what, work) {
  const from = Date.now()
  process.stderr.write(`${what} ... `)
  try {
    const result = await work()
    process.stderr.write(`${((Date.now() - from) / 1000).toFixed(1)} s\n`)
    return result
  } catch (error) {
    process.stderr.write('failed\n')
    throw error
  }
}

/** Runs a command quietly and gives back its exit status and everything it printed. */
export function runQuietly(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', chunk => (output += chunk))
    child.stderr.on('data', chunk => (output += chunk))
    child.on('error', reject)
    child.on('close', status => resolve({ status, output }))
  })
}

/** What a file holds, or an empty string where there is none. */
export async function readIfThere(file) {
  return readFile(file, 'utf8').catch(() => '')
}

const lockIsOld = 15 * 60_000

/** One process at a time: a second `npm start` waits for the first one's set-up instead of disturbing it. */
export async function withLock(name, work) {
  const file = join(root, '.cache', `${name}.lock`)
  await mkdir(dirname(file), { recursive: true })
  while (!(await take(file))) await sleep(200)
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (await isAbandoned(file)) await rm(file, { force: true })
    return false
  }
}

async function isAbandoned(file) {
  const found = await stat(file).catch(() => undefined)
  if (!found) return false
  const owner = Number(await readIfThere(file))
  return Date.now() - found.mtimeMs > lockIsOld || (owner > 0 && !isAlive(owner))
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
