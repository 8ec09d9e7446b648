import { type Attempts as AttemptsOf, attemptsOf, type TestAttempt as AttemptOf } from '@lucid-gateway/oracle'
import { simulatorKey } from '@lucid-gateway/simulators'
import type { OpenAICredentials } from '../sdk/client.ts'

export type Attempts = AttemptsOf<OpenAICredentials>
export type TestAttempt = AttemptOf<OpenAICredentials>

export function attemptsAt(simulator: { readonly url: string }, apiKey = simulatorKey): Attempts {
  return attemptsOf<OpenAICredentials>('openai', { apiKey }, simulator)
}
