import type { Child } from './child.ts'
import type { Departures } from './load.ts'
import { firstAnswer, startGateway, type Subject, targetOf } from './subjects.ts'

/** From the start of the process to the end of its first answer, in milliseconds, of several starts. */
export async function measureStarts(folder: string, times: number): Promise<readonly number[]> {
  const delays: number[] = []
  for (let time = 0; time < times; time++) {
    const from = performance.now()
    const subject = await startGateway('start', folder, [])
    const fault = await firstAnswer(subject)
    delays.push(performance.now() - from)
    await subject.child.stop()
    if (fault !== undefined) throw new Error(`The first answer was wrong: ${fault}`)
  }
  return delays
}

/** From a client's going away in the middle of a stream to the upstream's seeing its connection closed, in milliseconds. */
export async function measureDepartures(
  peers: Child,
  subject: Subject,
  count: number,
): Promise<readonly number[]> {
  const departures = await peers.ask<Departures>('leave', { target: targetOf(subject, true), count })
  const seen = async (mark: string): Promise<bigint> => {
    for (let tries = 0; tries < 200; tries++) {
      const at = await peers.ask<string | undefined>('goneAt', mark)
      if (at !== undefined) return BigInt(at)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    throw new Error(`${subject.name} left the upstream's stream ${mark} open.`)
  }
  const delays: number[] = []
  for (const [mark, at] of departures) delays.push(Number((await seen(mark)) - BigInt(at)) / 1e6)
  return delays
}
