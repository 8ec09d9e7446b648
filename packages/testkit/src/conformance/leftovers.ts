import { createHook } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { pluginRunning, type Surroundings } from './surroundings.ts'

/** What a plugin began while it was watched and has not ended. */
export interface Watch {
  /** Waits a little for what is being closed, then names what is left. */
  left(): Promise<readonly string[]>
  stop(): void
}

const named: Readonly<Record<string, string>> = {
  Timeout: 'a timer',
  TCPWRAP: 'a socket',
  TLSWRAP: 'a TLS socket',
  PIPEWRAP: 'a pipe',
  UDPWRAP: 'a datagram socket',
  TCPSERVERWRAP: 'a server',
  PROCESSWRAP: 'a child process',
  FSEVENTWRAP: 'a file watcher',
  WORKER: 'a worker thread',
}

const patienceMs = 250

/** Watches what a plugin's own code begins. */
export function watchLeftovers(surroundings: Surroundings): Watch {
  const open = new Map<number, { readonly type: string; readonly resource: object }>()
  const hook = createHook({
    init(id, type, _trigger, resource) {
      if (Object.hasOwn(named, type) && pluginRunning() === surroundings) open.set(id, { type, resource })
    },
    destroy: id => void open.delete(id),
  }).enable()

  const holding = (): readonly string[] =>
    [...open.values()].filter(holdsOn).map(({ type }) => named[type] ?? type)

  return {
    async left() {
      for (let waited = 0; waited < patienceMs && holding().length > 0; waited += 10) await sleep(10)
      return holding()
    },
    stop: () => void hook.disable(),
  }
}

/** A single timer that holds up nobody, such as that of `AbortSignal.timeout`, goes by itself. */
function holdsOn({ type, resource }: { readonly type: string; readonly resource: object }): boolean {
  if (type !== 'Timeout') return true
  const { hasRef, _repeat } = resource as { hasRef?: () => boolean; _repeat?: number | null }
  return hasRef?.call(resource) !== false || (_repeat ?? null) !== null
}
