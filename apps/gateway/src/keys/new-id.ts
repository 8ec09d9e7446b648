import { randomBytes } from 'node:crypto'

/** An id that nobody guesses. In their order, ids are as old as what they name, by the millisecond. */
export function newId(prefix: 'key' | 'adm', now: number): string {
  return `${prefix}_${now.toString(36).padStart(9, '0')}${randomBytes(8).toString('hex')}`
}
