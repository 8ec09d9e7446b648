import { type Simulator, type SimulatorOptions, startSimulator } from '../server.ts'
import type { Behaviour } from './behaviour.ts'
import { answerTo } from './routes.ts'

export type OpenAISimulatorOptions = SimulatorOptions<Behaviour>
export type OpenAISimulator = Simulator<Behaviour>

/** A strict stand-in for OpenAI's API; its URL ends in `/v1`. */
export function startOpenAISimulator(options?: OpenAISimulatorOptions): Promise<OpenAISimulator> {
  return startSimulator(answerTo, '/v1', options)
}
