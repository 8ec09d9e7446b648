import { join } from 'node:path'
import { Child } from './child.ts'
import { measureDepartures, measureStarts } from './delays.ts'
import type { Result } from './results.ts'
import { costOf, excessOf, figureOf, measureCosts, ratioOf, type RoundsOptions } from './rounds.ts'
import { quantile } from './statistics.ts'
import {
  firstAnswer,
  gatewayFolder,
  ofMessages,
  removeFolder,
  startFloor,
  startGateway,
  type Subject,
  translating,
} from './subjects.ts'

export interface Effort {
  /** Requests one by one, as they come where there is capacity to spare. */
  readonly unary: Omit<RoundsOptions, 'stream'>
  /** As many as the server takes, which is also when all is warmed up. */
  readonly saturated: Omit<RoundsOptions, 'stream' | 'perSecond'>
  readonly stream: Omit<RoundsOptions, 'stream'>
  readonly translated: Omit<RoundsOptions, 'stream'>
  readonly starts: number
  readonly departures: number
}

/** All figures, and what the floor itself costs in microseconds. */
export interface Measured {
  readonly results: readonly Result[]
  readonly floor: { readonly unary: number; readonly saturated: number; readonly stream: number }
}

/** Measures the built gateway against the floor. */
export async function measure(effort: Effort, say: (text: string) => void): Promise<Measured> {
  const peers = new Child(join(import.meta.dirname, 'peers.ts'))
  const upstreamPort = await peers.ask<number>('port')
  const relayFolder = await gatewayFolder(upstreamPort)
  const unwrittenFolder = await gatewayFolder(upstreamPort, { unwritten: true })
  const decodedFolder = await gatewayFolder(upstreamPort, { reading: true })
  const foreignFolder = await gatewayFolder(upstreamPort, { translating: true })
  const subjects: Subject[] = []
  const others: Subject[] = []
  try {
    say('start')
    const starts = await measureStarts(relayFolder, effort.starts)
    const floor = await startFloor(upstreamPort)
    subjects.push(floor)
    const relay = await startGateway('relay', relayFolder)
    subjects.push(relay)
    const unwritten = await startGateway('unwritten', unwrittenFolder)
    subjects.push(unwritten)
    const decoded = await startGateway('decoded', decodedFolder)
    subjects.push(decoded)
    const foreign = translating(await startGateway('translated', foreignFolder))
    const messagesFloor = ofMessages(floor)
    for (const subject of [...subjects, foreign]) await firstAnswer(subject)
    others.push(foreign)
    say('saturated')
    const saturated = await measureCosts(peers, subjects, { stream: false, ...effort.saturated })
    say('unary')
    const unary = await measureCosts(peers, subjects, { stream: false, ...effort.unary })
    say('stream')
    const streaming = subjects.filter(subject => subject !== unwritten)
    const stream = await measureCosts(peers, streaming, { stream: true, ...effort.stream })
    say('translated stream')
    const translated = await measureCosts(peers, [messagesFloor, foreign], {
      stream: true,
      ...effort.translated,
    })
    say('abort')
    const departures = await measureDepartures(peers, relay, effort.departures)
    const p99 = quantile(departures, 0.99)
    return {
      results: [
        { name: 'relay_unary_cpu_x', figure: ratioOf(unary, relay, floor), goal: 1.7, digits: 2 },
        { name: 'relay_stream_cpu_x', figure: ratioOf(stream, relay, floor), goal: 1.3, digits: 2 },
        { name: 'ledger_main_us', figure: excessOf(unary, relay, unwritten), goal: 12, digits: 1 },
        { name: 'relay_saturated_cpu_x', figure: ratioOf(saturated, relay, floor), digits: 2 },
        { name: 'decoded_unary_cpu_x', figure: ratioOf(unary, decoded, floor), digits: 2 },
        { name: 'decoded_stream_cpu_x', figure: ratioOf(stream, decoded, floor), digits: 2 },
        {
          name: 'translated_cpu_x',
          figure: ratioOf(translated, foreign, messagesFloor),
          goal: 2.5,
          digits: 2,
        },
        { name: 'start_ms', figure: figureOf(starts), goal: 700, digits: 0 },
        { name: 'abort_p99_ms', figure: { ...figureOf(departures), value: p99 }, goal: 20, digits: 1 },
      ],
      floor: {
        unary: costOf(unary, floor).value,
        saturated: costOf(saturated, floor).value,
        stream: costOf(stream, floor).value,
      },
    }
  } finally {
    await Promise.all(
      [peers, ...[...subjects, ...others].map(({ child }) => child)].map(child => child.stop()),
    )
    await Promise.all([relayFolder, unwrittenFolder, decodedFolder, foreignFolder].map(removeFolder))
  }
}
