import { type Simulator, type SimulatorOptions, startSimulator } from '../server.ts'
import type { AnthropicBehaviour } from './behaviour.ts'
import { answerTo } from './routes.ts'

export type AnthropicSimulatorOptions = SimulatorOptions<AnthropicBehaviour>
export type AnthropicSimulator = Simulator<AnthropicBehaviour>

/** A strict stand-in for Anthropic's API, in both of its versions; its URL is the origin alone. */
export function startAnthropicSimulator(options?: AnthropicSimulatorOptions): Promise<AnthropicSimulator> {
  return startSimulator(answerTo, '', options)
}
