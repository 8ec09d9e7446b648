import { type Simulator, type SimulatorOptions, startSimulator } from '../server.ts'
import type { Behaviour } from './behaviour.ts'
import { Kept } from './responses/kept.ts'
import { answerTo } from './routes.ts'

export type OpenAISimulatorOptions = SimulatorOptions<Behaviour>
export type OpenAISimulator = Simulator<Behaviour>

/** A strict stand-in for OpenAI's API; its URL ends in `/v1`. */
export async function startOpenAISimulator(options?: OpenAISimulatorOptions): Promise<OpenAISimulator> {
  const kept = new Kept()
  const simulator = await startSimulator<Behaviour>(turn => answerTo(turn, kept), '/v1', options)
  const { reset } = simulator
  simulator.reset = () => {
    reset()
    kept.clear()
  }
  return simulator
}
