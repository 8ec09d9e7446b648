import { isDeepStrictEqual } from 'node:util'
import type { Log } from '@lucid-gateway/core'
import type { Settings } from '../config/config.ts'

/** The settings that are read once, when the process starts. The schema says the same; a test compares. */
export const restartSettings = [
  'server.host',
  'server.port',
  'server.limits.headerBytes',
  'server.limits.headersTimeoutMs',
  'server.limits.requestTimeoutMs',
  'server.limits.connections',
  'breaker',
  'recentCalls',
  'store',
  'journal',
  'ledger.on',
  'ledger.mode',
  'log.level',
  'log.format',
] as const

export function warnOfRestarts(old: Settings, next: Settings, log: Log): void {
  const changed = restartSettings.filter(path => !isDeepStrictEqual(at(old, path), at(next, path)))
  if (changed.length > 0)
    log.warn('some changed settings take effect at the next start', { settings: changed })
}

function at(settings: Settings, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], settings)
}
