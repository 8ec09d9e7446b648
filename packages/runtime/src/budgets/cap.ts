import type { ReceiptEntry } from '@lucid-gateway/core'

/** The request with a bound on what is written. */
export function capped<R>(request: R, maxOutputTokens: number): R {
  return { ...request, maxOutputTokens }
}

/** The line of the receipt that says so. */
export function capEntry(cap: number): ReceiptEntry {
  return {
    action: 'added',
    field: 'maxOutputTokens',
    reason: `A budget lets at most ${cap} tokens be written, and the request did not say how many.`,
  }
}
