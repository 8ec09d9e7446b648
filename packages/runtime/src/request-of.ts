import type { Capability, RequestOf } from '@lucid-gateway/core'
import type { CallInput } from './runtime.ts'

/** The canonical request, made if it is not there yet. */
export function requestOf<C extends Capability>({ request }: Pick<CallInput<C>, 'request'>): RequestOf<C> {
  return typeof request === 'function' ? (request as () => RequestOf<C>)() : request
}
