// The clients. Told over IPC what to send.
import { serve } from './child.ts'
import { Client, type LoadTarget } from './client.ts'
import { abandoned } from './completions.ts'

export interface LoadOrder {
  readonly count: number
  readonly perSecond?: number
}

export interface LoadResult {
  readonly count: number
  /** Why answers were not what they should be; at most a few of them. */
  readonly wrong: readonly string[]
  readonly failed: number
  readonly elapsedMs: number
  /** In milliseconds, sorted. */
  readonly latencies: readonly number[]
}

/** When a client went away, by the request's mark, in nanoseconds of the machine's monotonic clock. */
export type Departures = readonly (readonly [mark: string, at: string])[]

let clients: readonly Client[] = []

async function open({ target, connections }: { target: LoadTarget; connections: number }): Promise<void> {
  close()
  clients = await Promise.all(Array.from({ length: connections }, () => Client.connect(target)))
}

function close(): void {
  for (const client of clients) client.close()
  clients = []
}

/**
 * Sends so many requests: evenly spaced if there is a pace, else each client its next one at once. It looks at the
 * clock in every turn of the loop rather than sleep, so that the server is not charged for waking anybody.
 */
async function run({ count, perSecond = Infinity }: LoadOrder): Promise<LoadResult> {
  const latencies: number[] = []
  const wrong: string[] = []
  const idle = [...clients]
  let begun = 0
  const from = performance.now()

  const send = async (client: Client): Promise<void> => {
    const at = performance.now()
    const fault = await client.request()
    latencies.push(performance.now() - at)
    if (fault !== undefined) wrong.push(fault)
    idle.push(client)
  }

  await new Promise<void>(resolve => {
    const turn = (): void => {
      const due = Math.min(count, 1 + ((performance.now() - from) / 1000) * perSecond)
      for (; begun < due; begun++) {
        const client = idle.shift()
        if (!client) break
        void send(client)
      }
      if (latencies.length < count) setImmediate(turn)
      else resolve()
    }
    turn()
  })
  return {
    count,
    wrong: wrong.slice(0, 3),
    failed: wrong.length,
    elapsedMs: performance.now() - from,
    latencies: latencies.toSorted((a, b) => a - b),
  }
}

/** Begins streams and goes away at the first event of each. */
async function leave({ target, count }: { target: LoadTarget; count: number }): Promise<Departures> {
  const departures: (readonly [string, string])[] = []
  let begun = 0
  const one = async (): Promise<void> => {
    for (let index = begun++; index < count; index = begun++) {
      const mark = `${abandoned}${index}`
      const body = { ...(JSON.parse(target.body) as object), user: mark }
      const client = await Client.connect({ ...target, body: JSON.stringify(body) })
      await client.firstEvent()
      departures.push([mark, process.hrtime.bigint().toString()])
      client.close()
    }
  }
  await Promise.all(Array.from({ length: 4 }, one))
  return departures
}

serve({ open, close, run, leave })
