import type { Exchange } from '../../http/exchange.ts'
import { sendJson } from '../../http/respond.ts'

/** The capabilities that are served, and by which kinds they can be asked for in each channel. */
export function listCapabilities(exchange: Exchange): void {
  const { runtime } = exchange.host
  const allowed = exchange.caller.key?.capabilities
  const capabilities = runtime
    .capabilities()
    .filter(({ id }) => allowed === undefined || allowed.includes(id))
    .map(({ id, description, modes, meters, draft }) => ({
      id,
      description,
      modes,
      meters,
      draft,
      channels: Object.fromEntries(
        runtime
          .channels()
          .map(channel => [channel, runtime.kinds(channel).filter(kind => kind.startsWith(`${id}.`))]),
      ),
    }))
  sendJson(exchange, 200, { capabilities })
}
