import { createHash } from 'node:crypto'
import type { Notes } from './notes.ts'

/** What the vendor of both wires takes, and refuses more than. */
const most = 64

/** The name of the end user. One that is too long goes as its hash, which tells users apart as well. */
export function userName(user: string | undefined, notes: Notes): string | undefined {
  if (user === undefined || user.length <= most) return user
  notes.add('coerced', 'user', `A name has ${most} characters at most on this wire; its hash is sent.`)
  return createHash('sha256').update(user).digest('hex')
}
