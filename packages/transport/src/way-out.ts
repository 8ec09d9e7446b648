import { LucidError } from '@lucid-gateway/core'
import { Pools } from './pools.ts'
import type { Settings } from './settings.ts'
import { TargetCache } from './target.ts'
import { Watch } from './watch.ts'

/** What all scopes of one transport share. */
export class WayOut {
  readonly settings: Settings
  readonly pools: Pools
  readonly watch: Watch
  readonly targets = new TargetCache()
  /** Open WebSockets, which no pool knows of any more. */
  readonly sockets = new Set<{ stop(): void }>()
  #closed = false

  constructor(settings: Settings) {
    this.settings = settings
    this.pools = new Pools(settings)
    this.watch = new Watch(settings.clock)
  }

  requireOpen(): void {
    if (!this.#closed) return
    throw new LucidError('unavailable', 'The gateway is stopping and sends no more requests.', {
      reason: 'transport_closed',
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const socket of this.sockets) socket.stop()
    await this.pools.close()
  }
}
