import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@lucid-gateway/core'

/** `<owner>.owner`, or `<owner>.owner.<heir>` once another settles what it left. */
export interface OwnerName {
  readonly owner: string
  readonly heir?: string
}

interface OwnerFacts {
  readonly pid: number
  readonly host: string
  /** Tells a process from a later one with its number; absent where the system does not say. */
  readonly born?: string
}

export function newOwner(): string {
  return `${process.pid}-${randomBytes(6).toString('hex')}`
}

export function ownerPath(folder: string, { owner, heir }: OwnerName): string {
  return join(folder, heir === undefined ? `${owner}.owner` : `${owner}.owner.${heir}`)
}

export function ownerNameOf(file: string): OwnerName | undefined {
  const [, owner, heir] = /^(\d+-[0-9a-f]+)\.owner(?:\.(\d+-[0-9a-f]+))?$/.exec(file) ?? []
  if (owner === undefined) return undefined
  return heir === undefined ? { owner } : { owner, heir }
}

/** Says whose the journal is, and that it lives. */
export async function sign(folder: string, owner: string, clock: Clock): Promise<void> {
  const facts: OwnerFacts = { pid: process.pid, host: hostname(), ...(born ? { born } : {}) }
  await writeFile(ownerPath(folder, { owner }), `${JSON.stringify(facts)}\n`, { mode: 0o600 })
  living.add(owner)
  await beat(folder, owner, clock)
}

/** False where another has taken the journal. */
export async function beat(folder: string, owner: string, clock: Clock): Promise<boolean> {
  const now = new Date(clock.now())
  try {
    await utimes(ownerPath(folder, { owner }), now, now)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw thrown
  }
}

export async function signOff(folder: string, owner: string): Promise<void> {
  living.delete(owner)
  await unlink(ownerPath(folder, { owner })).catch(() => {})
}

/** Says that it lives no more; its file stays for an heir. */
export async function layDown(folder: string, owner: string): Promise<void> {
  living.delete(owner)
  await utimes(ownerPath(folder, { owner }), 0, 0).catch(() => {})
}

/** How long an owner on another machine may say nothing. */
const silentMs = 30_000

/** Whether the process that wrote under this name is no more. */
export async function isGone(folder: string, owner: string, clock: Clock): Promise<boolean> {
  if (living.has(owner)) return false
  const path = ownerPath(folder, { owner })
  const [text, stats] = await Promise.all([
    readFile(path, 'utf8').catch(() => undefined),
    stat(path).catch(() => undefined),
  ])
  if (text === undefined || !stats) return true
  const isSilent = clock.now() - stats.mtimeMs > silentMs
  const facts = factsIn(text)
  if (!facts || facts.host !== hostname()) return isSilent
  if (!isRunning(facts.pid)) return true
  const bornNow = bornOf(facts.pid)
  if (facts.born === undefined || bornNow === undefined) return isSilent
  // A number that another process has by now.
  if (facts.born !== bornNow) return true
  // This very process, whose threads do not know of each other.
  return facts.pid === process.pid && isSilent
}

/** The owners in this process. */
const living = new Set<string>()

function factsIn(text: string): OwnerFacts | undefined {
  try {
    return JSON.parse(text) as OwnerFacts
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** On Linux: which start of the machine, and when since. */
function bornOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? []
    // A zombie has ended.
    if (fields[0] === 'Z' || fields[0] === 'X') return 'ended'
    const ticks = fields[19]
    return ticks === undefined ? undefined : `${boot}:${ticks}`
  } catch {
    return undefined
  }
}

const born = bornOf(process.pid)
