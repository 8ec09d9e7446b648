import type { Capability } from '@lucid-gateway/core'
import { mayCall, mayName } from '../../access/scope.ts'
import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'

/** The capabilities that are served, and by which kinds they can be asked for in each channel. */
export function listCapabilities(exchange: Exchange): void {
  const { runtime } = exchange.host
  const { key } = exchange.caller
  const allowed = key?.capabilities
  const capabilities = runtime
    .capabilities()
    .filter(({ id }) => allowed === undefined || allowed.includes(id))
    .map(capability => ({
      id: capability.id,
      description: capability.description,
      modes: capability.modes,
      meters: capability.meters,
      draft: capability.draft,
      channels: Object.fromEntries(
        runtime
          .channels()
          .filter(channel => !key || mayName(key, channel))
          .map(channel => [channel, kindsFor(exchange, capability, channel)]),
      ),
    }))
  sendJson(exchange, 200, { capabilities })
}

function kindsFor({ caller, host }: Exchange, capability: Capability, channel: string): readonly string[] {
  const { runtime } = host
  return runtime
    .kinds(channel)
    .filter(kind => kind.startsWith(`${capability.id}.`))
    .filter(
      kind =>
        !caller.key ||
        mayCall(caller.key, capability, kind, () => runtime.resolve(capability, kind, channel)),
    )
}
