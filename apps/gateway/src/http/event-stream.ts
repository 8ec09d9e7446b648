import type { ServerResponse } from 'node:http'
import { type Beating, beatMs, type Pulse } from './pulse.ts'
import { limitLeaving } from './respond.ts'

export interface EventStreamOptions {
  readonly pulse: Pulse
  /** After how long without an event one is sent to keep the connection alive. */
  readonly keepAliveMs: number
  /** How long the client may leave things unread. */
  readonly stalledMs: number
  /** What is sent to a client that was sent nothing for long; a comment unless said. */
  readonly keepAlive?: string | undefined
}

const comment = ': keep-alive\n\n'

/**
 * Server-sent events to one client. What is written must be whole events, so that others can go between any two.
 * The head is sent with the first of them.
 */
export class EventStream implements Beating {
  lastBeat: number
  readonly #response: ServerResponse
  readonly #pulse: Pulse
  readonly #quietBeats: number
  readonly #stalledMs: number
  readonly #keepAlive: string

  constructor(response: ServerResponse, options: EventStreamOptions) {
    const { pulse, keepAliveMs, stalledMs, keepAlive = comment } = options
    this.#response = response
    this.#pulse = pulse
    this.#quietBeats = Math.ceil(keepAliveMs / beatMs)
    this.#stalledMs = stalledMs
    this.#keepAlive = keepAlive
    this.lastBeat = pulse.beat
    pulse.add(this)
  }

  /** Undefined while the client keeps up; else resolves when it has caught up, or is gone. */
  write(events: Uint8Array | string): Promise<void> | undefined {
    this.lastBeat = this.#pulse.beat
    return this.#response.write(events) ? undefined : this.#drained()
  }

  end(events?: string): void {
    this.#pulse.remove(this)
    this.#response.end(events)
    limitLeaving(this.#response, this.#stalledMs)
  }

  /** Takes it off the pulse where somebody else ends the response. */
  dispose(): void {
    this.#pulse.remove(this)
  }

  onBeat(beat: number): void {
    if (beat - this.lastBeat < this.#quietBeats) return
    this.lastBeat = beat
    if (!this.#response.writableNeedDrain) this.#response.write(this.#keepAlive)
  }

  #drained(): Promise<void> {
    const response = this.#response
    if (response.destroyed) return Promise.resolve()
    return new Promise(resolve => {
      const stalled = setTimeout(() => response.destroy(), this.#stalledMs)
      const over = (): void => {
        clearTimeout(stalled)
        response.off('drain', over)
        response.off('close', over)
        resolve()
      }
      response.on('drain', over)
      response.on('close', over)
    })
  }
}

export const eventStreamHead = Object.freeze({
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
})
