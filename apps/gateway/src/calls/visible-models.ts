import { type ModelEntry, unknownModel } from '@lucid-gateway/runtime'
import { maySee } from '../access/scope.ts'
import type { Exchange } from '../http/exchange.ts'
import type { RequestHead } from './make-call.ts'
import { requireName } from './asked-name.ts'

/** The models that the caller may use. */
export function visibleModels({ host, caller }: Exchange): readonly ModelEntry[] {
  return host.runtime.models().filter(entry => maySee(caller.key, entry))
}

/** The one that the rest of the path names, by its ref or by its bare name. */
export function modelInPath(exchange: Exchange): ModelEntry {
  const name = pathName(exchange, 'model')
  requireName(name, 'model')
  const entries = visibleModels(exchange)
  const found = entries.find(entry => refOf(entry) === name) ?? entries.find(({ card }) => card.id === name)
  if (found) return found
  throw unknownModel(name, entries.map(refOf))
}

/** What a `*name` of a route's path stands for, slashes and all. */
export function pathName({ request }: Pick<RequestHead, 'request'>, parameter: string): string {
  const steps: unknown = request.params[parameter]
  return Array.isArray(steps) ? steps.join('/') : String(steps)
}

export function refOf({ account, card }: ModelEntry): string {
  return `${account}/${card.id}`
}
