import { openaiCompatible } from '../index.ts'

/** A made-up vendor of the wire, as one would be written: data alone. */
export default openaiCompatible({
  id: 'acme',
  name: 'Acme',
  baseUrl: 'https://api.acme.example/v1',
  apiKey: { env: 'ACME_API_KEY' },
  embedding: 'float',
  moderation: true,
  models: [
    { id: 'gpt-4o-mini', capabilities: ['chat'], abilities: ['tools'], limits: { contextTokens: 128_000 } },
    { id: 'text-embedding-3-small', capabilities: ['embedding'] },
    { id: 'omni-moderation-latest', capabilities: ['moderation'] },
  ],
  families: [{ names: /^gpt-/, capabilities: ['chat'] }],
  quirks: { maxTokensField: 'max_tokens', unsupported: ['seed'] },
  errors: { server_is_overloaded: { code: 'rate_limit', reason: 'queue_full' } },
})
