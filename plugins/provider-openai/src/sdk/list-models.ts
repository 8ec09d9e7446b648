import { type Attempt, fromUnknown, LucidError, type ModelCard } from '@lucid-gateway/core'
import { cardOf } from '@lucid-gateway/openai-compatible'
import { hideSecrets, readProviderError, type SdkClients } from '@lucid-gateway/provider-kit'
import { readModels } from '@lucid-gateway/wires/openai-models'
import type OpenAI from 'openai'
import type { APIError } from 'openai'
import { families, models } from '../models.ts'
import type { OpenAICredentials } from './client.ts'

/** All pages of the vendor's list; what is known of a model goes with what the vendor says of it. */
export async function listModels(
  clients: SdkClients<OpenAI, OpenAICredentials>,
  attempt: Attempt<OpenAICredentials>,
): Promise<readonly ModelCard[]> {
  return clients.use(attempt, async client => {
    try {
      const listed = await Array.fromAsync(client.models.list({ signal: attempt.signal }))
      return readModels(listed).map(model => cardOf(model, { models, families }))
    } catch (thrown) {
      throw errorOf(thrown, attempt.credentials)
    }
  })
}

/** The SDK's errors are told by their shape: whose class they are depends on which copy was loaded. */
function errorOf(thrown: unknown, credentials: OpenAICredentials): LucidError {
  const { status, headers, error, cause } = thrown as Partial<APIError>
  if (status === undefined) return fromUnknown(LucidError.is(cause) ? cause : thrown)
  const text = hideSecrets(JSON.stringify({ error }), credentials)
  return readProviderError({ status, headers: Object.fromEntries(headers ?? []), text })
}
