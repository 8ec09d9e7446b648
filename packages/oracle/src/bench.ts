import type { Simulator } from '@lucid-gateway/simulators'
import { afterAll, beforeEach } from 'vitest'
import type { Attempts } from './attempts.ts'

/** What the tests of a file work with. */
export interface Bench<Vendor, Credentials, Plugin> {
  readonly simulator: Vendor
  readonly attempts: Attempts<Credentials>
  readonly plugin: Plugin
}

/** Opened for all tests of a file: a simulator that has seen nothing before each of them, and a plugin started for it. */
export async function openedBench<Vendor extends Simulator<never>, Credentials, Plugin>(
  startSimulator: () => Promise<Vendor>,
  attemptsAt: (simulator: Vendor) => Attempts<Credentials>,
  startedPlugin: (settings: { readonly baseUrl: string }) => Promise<Plugin>,
): Promise<Bench<Vendor, Credentials, Plugin>> {
  const simulator = await startSimulator()
  const attempts = attemptsAt(simulator)
  beforeEach(() => simulator.reset())
  afterAll(async () => {
    await attempts[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { simulator, attempts, plugin: await startedPlugin({ baseUrl: simulator.url }) }
}
