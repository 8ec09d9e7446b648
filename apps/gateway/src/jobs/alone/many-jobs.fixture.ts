import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as macrotask } from 'node:timers/promises'
import demo from '@lucid-gateway/provider-demo'
import type { Gateway } from '../../start/gateway.ts'
import { startGateway } from '../../start/start-gateway.ts'

/** What the process of the test asks of the gateway's process. */
export type Asked = { readonly ask: 'start'; readonly cwd: string } | { readonly ask: 'facts' }

/** What a gateway holds at some moment. */
export interface Facts {
  readonly rss: number
  readonly heap: number
  readonly jobs: number
  readonly calls: number
  /** What keeps the process alive, by kind: sockets, timers. */
  readonly resources: Readonly<Record<string, number>>
  readonly files: number
}

/** How long what was made is kept: short, so that a test sees it go. */
export const keepMs = 1000

let gateway: Gateway | undefined
let folder = ''

process.on('disconnect', () => process.exit())
process.on('message', (asked: Asked) => void answer(asked).then(said => process.send?.(said)))

async function answer(asked: Asked): Promise<string | Facts> {
  if (asked.ask === 'facts') return facts()
  gateway = await startGateway({
    cwd: asked.cwd,
    port: 0,
    plugins: [demo],
    config: { plugins: [], jobs: { keepMs }, log: { level: 'warn' } },
  })
  folder = join(asked.cwd, 'data', 'artifacts')
  return gateway.url
}

async function facts(): Promise<Facts> {
  for (let n = 0; n < 3; n++) {
    await macrotask()
    globalThis.gc?.()
  }
  const resources: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
  const { rss, heapUsed } = process.memoryUsage()
  return {
    rss,
    heap: heapUsed,
    jobs: gateway?.runtime.jobs.active ?? -1,
    calls: gateway?.runtime.active ?? -1,
    resources,
    files: (await readdir(folder).catch(() => [])).length,
  }
}
