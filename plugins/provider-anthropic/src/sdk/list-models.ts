import type Anthropic from '@anthropic-ai/sdk'
import type { APIError } from '@anthropic-ai/sdk'
import { fromUnknown, LucidError, type ModelCard } from '@lucid-gateway/core'
import type { SdkClients } from '@lucid-gateway/provider-kit'
import type { AnthropicAttempt, AnthropicCredentials } from '../api/api.ts'
import { readError } from '../errors.ts'
import { cardFor } from '../models.ts'

/** All pages of the vendor's list; what is known of a model goes with what the vendor says of it. */
export async function listModels(
  clients: SdkClients<Anthropic, AnthropicCredentials>,
  attempt: AnthropicAttempt,
): Promise<readonly ModelCard[]> {
  return clients.use(attempt, async client => {
    try {
      const pages = client.models.list({ limit: 1000 }, { signal: attempt.signal })
      return (await Array.fromAsync(pages)).map(cardOf)
    } catch (thrown) {
      throw errorOf(thrown, attempt.credentials)
    }
  })
}

/** Other vendors who speak this wire say less of their models, so nothing but the id is relied on. */
function cardOf(model: Anthropic.ModelInfo): ModelCard {
  const { aliases: _, ...known }: ModelCard = cardFor(model.id) ?? { id: model.id, capabilities: ['chat'] }
  const { display_name, max_input_tokens, max_tokens, retires_at, capabilities } =
    model as Partial<Anthropic.ModelInfo>
  return {
    ...known,
    id: model.id,
    ...(display_name ? { name: display_name } : {}),
    ...(capabilities ? { abilities: abilitiesOf(capabilities) } : {}),
    limits: {
      ...known.limits,
      ...(max_input_tokens ? { contextTokens: max_input_tokens } : {}),
      ...(max_tokens ? { outputTokens: max_tokens } : {}),
    },
    ...(retires_at ? { shutdown: { ...known.shutdown, on: retires_at.slice(0, 10) } } : {}),
  }
}

function abilitiesOf(can: Partial<Anthropic.ModelCapabilities>): readonly string[] {
  return [
    'tools',
    ...(can.image_input?.supported ? ['images'] : []),
    ...(can.pdf_input?.supported ? ['files'] : []),
    ...(can.structured_outputs?.supported ? ['json-schema'] : []),
    ...(can.thinking?.supported ? ['reasoning'] : []),
  ]
}

/** The SDK's errors are told by their shape: whose class they are depends on which copy was loaded. */
function errorOf(thrown: unknown, credentials: AnthropicCredentials): LucidError {
  const { status, headers, error, cause } = thrown as Partial<APIError>
  if (status === undefined) return fromUnknown(LucidError.is(cause) ? cause : thrown)
  const text = JSON.stringify(error ?? {})
  return readError({ status, headers: Object.fromEntries(headers ?? []), text }, credentials)
}
