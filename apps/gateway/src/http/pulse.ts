/** Something that wants to know when it has been quiet for long. */
export interface Beating {
  /** The pulse's count when it last did something. */
  lastBeat: number
  /** Told once a second, with the count, while it is on the pulse. */
  onBeat(beat: number): void
}

/** One timer for all streams: each only notes the count when it writes, which costs nothing per chunk. */
export interface Pulse {
  readonly beat: number
  add(beating: Beating): void
  remove(beating: Beating): void
}

export const beatMs = 1000

export function createPulse(): Pulse {
  const beatings = new Set<Beating>()
  let timer: NodeJS.Timeout | undefined
  let beat = 0
  const tick = (): void => {
    beat++
    for (const beating of beatings) beating.onBeat(beat)
  }
  return {
    get beat() {
      return beat
    },
    add(beating) {
      beatings.add(beating)
      timer ??= setInterval(tick, beatMs).unref()
    },
    remove(beating) {
      if (!beatings.delete(beating) || beatings.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}
