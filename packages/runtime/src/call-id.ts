import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
const pool = new Uint8Array(4096)
let used = pool.length

/** `call_` and 26 letters: the time, so that ids sort by it, and 80 random bits. */
export function callId(now: number): string {
  return timedId('call_', now)
}

export function jobId(now: number): string {
  return timedId('job_', now)
}

function timedId(prefix: string, now: number): string {
  if (used + 16 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let id = ''
  for (let shift = 45; shift >= 0; shift -= 5) id += alphabet[Math.floor(now / 2 ** shift) % 32]
  for (let i = 0; i < 16; i++) id += alphabet[(pool[used++] as number) & 31]
  return prefix + id
}
