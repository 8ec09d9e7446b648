import { openaiCompatible } from '@lucid-gateway/openai-compatible'

export default openaiCompatible({
  id: 'acme',
  name: 'Acme',
  baseUrl: 'https://api.acme.example/v1',
  apiKey: { env: 'ACME_API_KEY' },
  // What you know of the vendor's models. Others are asked for by their names all the same: acme/some-other-model.
  models: [{ id: 'acme-1', capabilities: ['chat'], abilities: ['tools'] }],
})
