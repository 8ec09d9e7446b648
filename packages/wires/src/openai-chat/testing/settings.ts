import * as fc from 'fast-check'
import { some } from '../../testing/arbitraries.ts'

/** What a request may set, in values that this wire and its successor are tried with. */
export const settingsWith = (text: fc.Arbitrary<string>) => ({
  toolChoice: some(
    fc.oneof(
      fc.constantFrom({ type: 'auto' } as const, { type: 'none' } as const, { type: 'required' } as const),
      fc.constantFrom('grep', 'w').map(tool => ({ type: 'tool', name: tool }) as const),
      fc.constant({ type: 'allowed', mode: 'auto', names: ['grep', 'w'] } as const),
    ),
  ),
  parallelToolCalls: some(fc.boolean()),
  responseFormat: some(
    fc.constantFrom(
      { type: 'text' } as const,
      { type: 'json' } as const,
      { type: 'json-schema', name: 'o', schema: { type: 'object' }, strict: true } as const,
      { type: 'json-schema', name: 'o', schema: {}, description: 'd' } as const,
    ),
  ),
  maxOutputTokens: some(fc.integer({ min: 1, max: 9999 })),
  temperature: some(fc.constantFrom(0, 0.5, 2)),
  topP: some(fc.constantFrom(0, 1)),
  topK: some(fc.constantFrom(1, 40)),
  presencePenalty: some(fc.constantFrom(-2, 1)),
  frequencyPenalty: some(fc.constantFrom(-2, 1)),
  stop: some(fc.array(text, { minLength: 1, maxLength: 2 })),
  seed: some(fc.integer()),
  candidates: some(fc.constantFrom(1, 3)),
})
