import type { Exchange } from '../http/exchange.ts'
import { sendJson } from '../http/respond.ts'

export function health(exchange: Exchange): void {
  sendJson(exchange, 200, { status: 'up', version: exchange.host.version })
}

/** Not ready from the moment that the process was told to stop, so that a balancer looks elsewhere. */
export function readiness(exchange: Exchange): void {
  const { draining, generation, runtime } = exchange.host
  const leftOut = generation.plugins.filter(({ state }) => state === 'failed')
  sendJson(exchange, draining ? 503 : 200, {
    status: draining ? 'draining' : 'ready',
    generation: runtime.generation,
    active: runtime.active,
    resting_accounts: runtime.accounts().filter(({ resting }) => resting).length,
    failed_plugins: runtime.failures().length + leftOut.length,
  })
}
