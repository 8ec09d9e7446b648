export { type AnthropicErrorName, anthropicErrors } from './anthropic/api-error.ts'
export type { AnthropicBehaviour, AnthropicCall } from './anthropic/behaviour.ts'
export {
  type AnthropicSimulator,
  type AnthropicSimulatorOptions,
  startAnthropicSimulator,
} from './anthropic/simulator.ts'
export { corpus } from './corpus/index.ts'
export { type FailedRun, type FailingCalls, noFailingCalls, runFailing } from './disk/failing-calls.ts'
export { mountSmallDisk, noSmallDisk, type SmallDisk } from './disk/small-disk.ts'
export type { Fault } from './fault.ts'
export type { RecordedRequest } from './recorded-request.ts'
export { type GeminiErrorName, geminiErrors } from './gemini/api-error.ts'
export type { GeminiBehaviour, GeminiCall } from './gemini/behaviour.ts'
export { simulatorServiceAccount, simulatorUserCredentials } from './gemini/oauth.ts'
export {
  type GeminiSimulator,
  type GeminiSimulatorOptions,
  startGeminiSimulator,
} from './gemini/simulator.ts'
export { type CanaryServer, startCanaryServer } from './inward/canary-server.ts'
export { inwardAddresses, inwardNames } from './inward/inward-addresses.ts'
export { type ErrorName, namedErrors } from './openai/api-error.ts'
export type { Behaviour, ScriptedToolCall } from './openai/behaviour.ts'
export type { UsageTruth } from './openai/completion.ts'
export {
  type OpenAISimulator,
  type OpenAISimulatorOptions,
  startOpenAISimulator,
} from './openai/simulator.ts'
export { countAsO200k, countTokens } from './openai/tokens.ts'
export { type ReplicateErrorName, replicateErrors } from './replicate/api-error.ts'
export type { ReplicateBehaviour, ReplicateOutcome, ReplicateStep } from './replicate/behaviour.ts'
export {
  type ReplicateSimulator,
  type ReplicateSimulatorOptions,
  startReplicateSimulator,
} from './replicate/simulator.ts'
export { type DeliveryKind, replicateWebhookSecret } from './replicate/webhooks.ts'
export { type Simulator, type SimulatorOptions, simulatorKey } from './server.ts'
