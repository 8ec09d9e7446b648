import { LucidError, type ModelCard, type OptionRules, type Price } from '@lucid-gateway/core'

/** What the painter takes: the prompt, the seed and the size. */
const picture: OptionRules = {
  prompt: { kind: 'length', max: 4000 },
  n: { kind: 'range', min: 1, max: 10 },
  size: { kind: 'size', bounds: { minSide: 64, maxSide: 2048, maxPixels: 2_000_000 } },
  format: { kind: 'choice', values: ['png'] },
  background: { kind: 'choice', values: ['opaque'] },
  images: { kind: 'length', max: 0 },
  mask: { kind: 'untaken' },
  resolution: { kind: 'untaken' },
  quality: { kind: 'untaken' },
  compression: { kind: 'untaken' },
  negativePrompt: { kind: 'untaken' },
  style: { kind: 'untaken' },
  steps: { kind: 'untaken' },
  guidance: { kind: 'untaken' },
  strength: { kind: 'untaken' },
}

/** The demo's models. They cost nothing, which is known, not unknown. */
export const models: readonly ModelCard[] = [
  {
    id: 'chat',
    name: 'Demo chat, at the pace of a reader',
    capabilities: ['chat'],
    abilities: ['tools', 'images', 'files', 'json-schema', 'reasoning'],
    limits: { contextTokens: 128_000, outputTokens: 8192 },
    prices: free('input', 'output', 'reasoning'),
    quirks: { wordsPerSecond: 35 },
  },
  {
    id: 'chat-fast',
    name: 'Demo chat, all at once',
    capabilities: ['chat'],
    abilities: ['tools', 'images', 'files', 'json-schema', 'reasoning'],
    limits: { contextTokens: 128_000, outputTokens: 8192 },
    prices: free('input', 'output', 'reasoning'),
  },
  {
    id: 'image',
    name: 'Demo pictures',
    capabilities: ['image'],
    options: { ...picture, options: { kind: 'untaken' } },
    prices: free('image'),
  },
  {
    id: 'image-slow',
    name: "Demo pictures, as slowly as a vendor's",
    capabilities: ['image'],
    options: picture,
    prices: free('image'),
    quirks: { seconds: 4 },
  },
  { id: 'speech', name: 'Demo speech, a code of tones', capabilities: ['speech'], prices: free('character') },
  { id: 'music', name: 'Demo music', capabilities: ['music'], prices: free('second') },
  {
    id: 'embedding',
    name: 'Demo embeddings',
    capabilities: ['embedding'],
    limits: { dimensions: 2048, contextTokens: 8192, batch: 2048 },
    prices: free('input'),
  },
  { id: 'rerank', name: 'Demo reranker', capabilities: ['rerank'], prices: free('search') },
  {
    id: 'transcription',
    name: 'Demo transcription, of demo speech',
    capabilities: ['transcription'],
    prices: free('second'),
  },
]

function free(...meters: readonly string[]): readonly Price[] {
  return meters.map(meter => ({ meter, nanoUsd: 0n, per: 1 }))
}

/** The card of a model that serves the capability; throws where there is none. */
export function cardOf(model: string, capability: string): ModelCard {
  const serving = models.filter(card => card.capabilities.includes(capability))
  const card = serving.find(each => each.id === model)
  if (card) return card
  const candidates = serving.map(each => each.id)
  throw new LucidError('not_found', `The demo has no ${capability} model "${model}".`, {
    param: 'model',
    reason: 'unknown_model',
    hint: `Ask for ${candidates.map(id => `"demo/${id}"`).join(' or ')}.`,
    details: { candidates },
  })
}
