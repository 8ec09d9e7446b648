import { describe, expect, it } from 'vitest'
import { answerFindings } from './losses.ts'
import { answerProbes } from './probes.ts'
import { sides } from './wire-sides.ts'

describe.each(sides)('an answer on $wire', vendor => {
  const set = answerProbes[vendor.wire]
  it.each(set.probes)('%s (%s): what does not arrive is reported', async (...probe) => {
    const silent: string[] = []
    for (const client of sides) {
      const { whole, stream } = await answerFindings(vendor, client, set, probe)
      if (whole.silent) silent.push(client.title)
      if (stream.silent) silent.push(`${client.title}, streamed`)
    }
    expect(silent).toEqual([])
  })
})
