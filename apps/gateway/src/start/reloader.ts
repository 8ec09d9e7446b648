import { type Log, LucidError } from '@lucid-gateway/core'
import type { Assembled } from './assemble.ts'
import { warnOfRestarts } from './restart-settings.ts'

export interface ReloaderOptions {
  readonly first: Assembled
  readonly log: Log
  /** Reads and checks everything anew; changes nothing. */
  prepare(): Promise<Assembled>
  /** Puts it to work, or throws and leaves all as it was. */
  apply(next: Assembled): Promise<void>
}

/** Reloads one after the other. A bad config is logged and thrown, and what runs goes on. */
export function reloader({ first, log, prepare, apply }: ReloaderOptions): () => Promise<void> {
  let current = first
  let last = Promise.resolve()

  async function reload(): Promise<void> {
    try {
      const next = await prepare()
      requireWhatRan(current, next)
      await apply(next)
      warnOfRestarts(current.configured.settings, next.configured.settings, log)
      current = next
    } catch (error) {
      log.error('the new config is bad; the running one stays', { error })
      throw error
    }
  }
  return () => {
    const turn = last.then(reload)
    last = turn.catch(() => {})
    return turn
  }
}

/** A plugin that fails to load at the start is left out; one that serves calls already is not thrown out for that. */
function requireWhatRan(current: Assembled, next: Assembled): void {
  const ran = new Set(current.reports.filter(({ state }) => state === 'enabled').map(({ name }) => name))
  const lost = next.reports.find(({ name, state }) => state === 'failed' && ran.has(name))
  if (!lost) return
  throw new LucidError('unavailable', `A plugin that runs fails to load now: ${lost.why ?? lost.name}`, {
    reason: 'plugin_lost',
    recourse: 'none',
    hint: lost.error?.hint ?? 'Mend the plugin, or take it out of the config.',
  })
}
