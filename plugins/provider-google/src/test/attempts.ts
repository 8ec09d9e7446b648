import { type Attempts as AttemptsOf, attemptsOf, type TestAttempt as AttemptOf } from '@lucid-gateway/oracle'
import { simulatorKey } from '@lucid-gateway/simulators'
import type { GoogleCredentials } from '../auth/credential.ts'

export type Attempts = AttemptsOf<GoogleCredentials>
export type TestAttempt = AttemptOf<GoogleCredentials>

export function attemptsAt(simulator: { readonly url: string }, apiKey = simulatorKey): Attempts {
  return attemptsOf<GoogleCredentials>('google', { apiKey }, simulator)
}
