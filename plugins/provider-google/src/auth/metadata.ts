import { type Attempt, fromUnknown, LucidError } from '@lucid-gateway/core'
import type { AccessToken } from './exchange.ts'

const path = '/computeMetadata/v1/instance/service-accounts/default/token'

/**
 * The token of the machine itself: https://cloud.google.com/compute/docs/access/authenticate-workloads#applications.
 * Google's library would ask for it beside the gateway's way out.
 */
export async function machineToken(attempt: Attempt<unknown>, metadataUrl: string): Promise<AccessToken> {
  try {
    const { value } = await attempt.http.json<{ access_token: string; expires_in: number }>({
      url: new URL(path, metadataUrl).href,
      headers: { 'metadata-flavor': 'Google' },
    })
    return { value: value.access_token, expiresAt: Date.now() + value.expires_in * 1000 }
  } catch (thrown) {
    const error = fromUnknown(thrown, 'network')
    if (error.code === 'cancelled' || error.code === 'permission') throw error
    throw new LucidError('auth', 'The account has no credential, and the machine is none of Google Cloud.', {
      origin: 'gateway',
      recourse: 'other',
      reason: 'no_credential',
      hint: 'Give it `serviceAccount`, or run `gcloud auth application-default login`.',
      cause: thrown,
    })
  }
}
