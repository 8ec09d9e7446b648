import { lookup as systemLookup } from 'node:dns/promises'
import { type Clock, systemClock } from '@lucid-gateway/core'
import type { HostAddress, Lookup, Timeouts, TransportOptions } from './transport.ts'

/** The options with their defaults filled in. */
export interface Settings {
  readonly timeouts: Timeouts
  readonly connections: number
  readonly proxy: URL | undefined
  readonly noProxy: readonly string[]
  readonly ca: readonly string[]
  readonly maxBodyBytes: number
  readonly lookup: Lookup
  readonly clock: Clock
}

/** Long, since a model may think for minutes before its first byte; the scope's deadline is what binds. */
const defaultTimeouts: Timeouts = Object.freeze({ connect: 10_000, firstByte: 300_000, idle: 120_000 })

export function settingsOf(options: TransportOptions): Settings {
  return Object.freeze({
    timeouts: mergeTimeouts(defaultTimeouts, options.timeouts),
    connections: options.connections ?? 4096,
    proxy: options.proxy ? new URL(options.proxy) : undefined,
    noProxy: options.noProxy ?? [],
    ca: options.ca === undefined ? [] : [options.ca].flat(),
    maxBodyBytes: options.maxBodyBytes ?? 64 * 1024 * 1024,
    lookup: options.lookup ?? lookupBySystem,
    clock: options.clock ?? systemClock,
  })
}

export function mergeTimeouts(base: Timeouts, own: Partial<Timeouts> | undefined): Timeouts {
  return own === undefined ? base : { ...base, ...own }
}

async function lookupBySystem(host: string): Promise<readonly HostAddress[]> {
  return (await systemLookup(host, { all: true })) as readonly HostAddress[]
}
