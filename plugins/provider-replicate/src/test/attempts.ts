import { type Attempts as AttemptsOf, attemptsOf, type TestAttempt as AttemptOf } from '@lucid-gateway/oracle'
import { simulatorKey } from '@lucid-gateway/simulators'
import type { ReplicateCredentials } from '../sdk/client.ts'

export type Attempts = AttemptsOf<ReplicateCredentials>
export type TestAttempt = AttemptOf<ReplicateCredentials>

export function attemptsAt(simulator: { readonly url: string }, apiKey = simulatorKey): Attempts {
  return attemptsOf<ReplicateCredentials>('replicate', { apiKey }, simulator)
}
