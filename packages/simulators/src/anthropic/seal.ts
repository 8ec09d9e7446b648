import { createHash } from 'node:crypto'

/** What only the vendor can make, and recognises when it comes back: signatures and encrypted things. */
export function sealed(what: string): string {
  const proof = createHash('sha256').update(`simulated ${what}`).digest('base64')
  return Buffer.from(`${what.length}:${proof}`).toString('base64')
}

export function isSealed(seal: unknown, what: string): boolean {
  return seal === sealed(what)
}
