export type { Fault } from './fault.ts'
export type { RecordedRequest } from './recorded-request.ts'
export { type ErrorName, namedErrors } from './openai/api-error.ts'
export type { Behaviour, ScriptedToolCall } from './openai/behaviour.ts'
export type { UsageTruth } from './openai/completion.ts'
export {
  type OpenAISimulator,
  type OpenAISimulatorOptions,
  startOpenAISimulator,
} from './openai/simulator.ts'
export { type Simulator, type SimulatorOptions, simulatorKey } from './server.ts'
