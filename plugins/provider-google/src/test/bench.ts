import { type GeminiSimulator, startGeminiSimulator } from '@lucid-gateway/simulators'
import { afterAll, beforeEach } from 'vitest'
import { type Attempts, attemptsAt } from './attempts.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'

interface Bench {
  readonly simulator: GeminiSimulator
  readonly attempts: Attempts
  readonly plugin: StartedPlugin
}

/** For all tests of a file: a simulator that has seen nothing before each of them, and the plugin started for it. */
export async function openBench(): Promise<Bench> {
  const simulator = await startGeminiSimulator()
  const attempts = attemptsAt(simulator)
  beforeEach(() => simulator.reset())
  afterAll(async () => {
    await attempts[Symbol.asyncDispose]()
    await simulator.close()
  })
  return { simulator, attempts, plugin: await startedPlugin({ baseUrl: simulator.url }) }
}
