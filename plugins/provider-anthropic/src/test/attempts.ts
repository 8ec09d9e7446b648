import { type Attempts as AttemptsOf, attemptsOf, type TestAttempt as AttemptOf } from '@lucid-gateway/oracle'
import { simulatorKey } from '@lucid-gateway/simulators'
import type { AnthropicCredentials } from '../api/api.ts'

export type Attempts = AttemptsOf<AnthropicCredentials>
export type TestAttempt = AttemptOf<AnthropicCredentials>

export function attemptsAt(simulator: { readonly url: string }, apiKey = simulatorKey): Attempts {
  return attemptsOf<AnthropicCredentials>('anthropic', { apiKey }, simulator)
}
