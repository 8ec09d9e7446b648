import { setImmediate } from 'node:timers/promises'
import { LucidError } from '@lucid-gateway/core'
import type { CallerScope, HttpScope } from '../transport.ts'

const never = new AbortController().signal

/** A scope that may go to these hosts as the operator's own. */
export function operatorScope(host: string, scope: Partial<HttpScope> = {}): HttpScope {
  return { hosts: [{ host, operator: true }], signal: never, deadline: Infinity, ...scope }
}

/** A scope that may go to these hosts as a plugin declared them. */
export function pluginScope(host: string, scope: Partial<HttpScope> = {}): HttpScope {
  return { hosts: [{ host, operator: false }], signal: never, deadline: Infinity, ...scope }
}

export function callerScope(scope: Partial<CallerScope> = {}): CallerScope {
  return { signal: never, deadline: Infinity, ...scope }
}

/** The error that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<LucidError> {
  try {
    await promise
  } catch (error) {
    if (LucidError.is(error)) return error
    throw error
  }
  throw new Error('It did not fail.')
}

/** Waits for what other sockets do, and gives up after a while. */
export async function until(condition: () => boolean): Promise<void> {
  const giveUp = performance.now() + 5_000
  while (!condition()) {
    if (performance.now() > giveUp) throw new Error(`It never came to be: ${condition}`)
    await setImmediate()
  }
}

export async function drain(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
