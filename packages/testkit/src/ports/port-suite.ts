import type { Clock } from '@lucid-gateway/core'
import { manualClock } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, it } from 'vitest'

/** A driver under test, and the time that it lives by. */
export interface PortSubject<Port> {
  readonly port: Port
  /** The driver's own time, in milliseconds since 1970. */
  now(): number
  /** Lets so much time go by: a clock that is moved, or a real wait where the driver has a clock of its own. */
  advance(ms: number): Promise<unknown>
  /** Called after each test; ends the driver, and what it needs. */
  dispose?(): Promise<unknown> | void
}

export type OpenPort<Port> = () => PortSubject<Port> | Promise<PortSubject<Port>>

/** One thing that every driver of a port must do. */
export interface PortCase<Port> {
  readonly name: string
  run(subject: PortSubject<Port>): Promise<void>
}

/** A driver that takes its time from a clock. */
export function onManualClock<Port>(make: (clock: Clock) => Port | Promise<Port>): OpenPort<Port> {
  return async () => {
    const clock = manualClock()
    return { port: await make(clock), now: clock.now, advance: clock.advance }
  }
}

/** A name that no other test uses: drivers on a server may share one. */
export function fresh(word: string): string {
  return `${word}-${++names}-${process.pid}`
}
let names = 0

/** Runs a port's cases, each with a driver of its own. */
export function testPort<Port>(name: string, cases: readonly PortCase<Port>[], open: OpenPort<Port>): void {
  describe(name, () => {
    let subject: PortSubject<Port>
    beforeEach(async () => {
      subject = await open()
    })
    afterEach(async () => {
      await subject.dispose?.()
    })
    for (const each of cases) it(each.name, () => each.run(subject))
  })
}
