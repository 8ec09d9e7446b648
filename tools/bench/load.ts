// The clients, in a process of their own.
//   node load.ts     told over IPC what to send
import { serve } from './child.ts'
import { Client, type LoadTarget } from './client.ts'
import { abandoned } from './completions.ts'

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

async function run(count: number): Promise<LoadResult> {
  const latencies: number[] = []
  const wrong: string[] = []
  let begun = 0
  const from = performance.now()
  await Promise.all(
    clients.map(async client => {
      while (begun++ < count) {
        const at = performance.now()
        const fault = await client.request()
        latencies.push(performance.now() - at)
        if (fault !== undefined) wrong.push(fault)
      }
    }),
  )
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
