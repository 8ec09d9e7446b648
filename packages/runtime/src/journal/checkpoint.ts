import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How far a journal is in the ledger. One that is lost, or half written, costs work and nothing else. */
export interface Checkpoint {
  readonly number: number
  readonly position: number
}

export function checkpointPath(folder: string, owner: string): string {
  return join(folder, `${owner}.checkpoint`)
}

export function textOfCheckpoint(number: number, position: number): string {
  return `${number} ${position}\n`
}

export async function readCheckpoint(folder: string, owner: string): Promise<Checkpoint> {
  const text = await readFile(checkpointPath(folder, owner), 'utf8').catch(() => '')
  const [, number, position] = /^(\d+) (\d+)\n$/.exec(text) ?? []
  return { number: Number(number ?? 0), position: Number(position ?? 0) }
}
