import type { Server } from 'node:http'
import type { Runtime } from '@lucid-gateway/runtime'

/** How long after the calls have ended their last bytes may take to leave. */
const lastBytesMs = 1000

/** Takes no new connection, lets calls under way end, and then closes what is still open. */
export async function drain(server: Server, runtime: Runtime, drainMs: number): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()))
  server.closeIdleConnections()
  await runtime.close({ graceMs: drainMs })
  server.closeIdleConnections()
  const cut = setTimeout(() => server.closeAllConnections(), lastBytesMs)
  await closed
  clearTimeout(cut)
}
