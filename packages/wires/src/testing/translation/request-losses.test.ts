import { describe, expect, it } from 'vitest'
import { requestFinding } from './losses.ts'
import { requestProbes } from './probes.ts'
import { sides } from './wire-sides.ts'

/** What others answer for. */
const elsewhere: readonly string[] = [
  // Every answer has what its vendor gives of it, sealed.
  'encrypted reasoning',
  // The host keeps answers, or says that it does not.
  'kept by the vendor',
]

describe.each(sides)('a request on $wire', client => {
  const set = requestProbes[client.wire]
  it.each(set.probes)('%s (%s): what does not arrive is reported', async (...probe) => {
    const silent: string[] = []
    for (const { title, write } of sides.flatMap(vendor => vendor.ways)) {
      if ((await requestFinding(client, write, set, probe)).silent) silent.push(title)
    }
    if (client.wire === 'openai-responses' && elsewhere.includes(probe[0])) return
    expect(silent).toEqual([])
  })
})
