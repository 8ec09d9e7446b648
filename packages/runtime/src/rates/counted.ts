import type { Capability } from '@lucid-gateway/core'
import { requestOf } from '../request-of.ts'
import type { CallInput } from '../runtime.ts'
import type { Counted } from './rates.ts'

/** What a call is counted by. What can't be read is refused by whom it is for. */
export function counted<C extends Capability>(
  input: Pick<CallInput<C>, 'capability' | 'principal' | 'subject' | 'request'>,
): Counted {
  const { capability, principal, subject } = input
  return {
    capability: capability as unknown as Capability,
    ...(principal ? { principal } : {}),
    ...(subject === undefined ? {} : { subject }),
    request: () => readable(() => requestOf(input)),
  }
}

export function readable(read: () => unknown): unknown {
  try {
    return read()
  } catch {
    return undefined
  }
}
