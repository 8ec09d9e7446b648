import { defineCapability, definePlugin, knownUsage, type ResultHead } from '@lucid-gateway/core'
import { z } from 'zod'

export interface Result extends ResultHead {
  readonly lines: readonly string[]
}

/** Something that models do and Lucid has no word for yet. Gateways check, route, limit and describe it like their own. */
export const capability = defineCapability<Result>()({
  id: 'x-acme',
  description: 'Say a text again.',
  request: z.strictObject({
    text: z.string().min(1).describe('What to say.'),
    times: z.int().min(1).max(100).default(1).describe('How often to say it.'),
  }),
  meters: ['character'],
  modes: ['unary'],
  // The most that a call can use: a budget can then be held to it.
  bounds: ({ text, times }) => knownUsage({ character: text.length * times }),
})

export default definePlugin({
  id: 'acme',
  abi: 1,
  name: 'Acme',
  capabilities: { 'x-acme': capability },
  models: [{ id: 'acme-1', capabilities: ['x-acme'] }],
  setup: ({ provide }) =>
    provide({
      'x-acme': {
        async generate({ text, times }, attempt) {
          return {
            model: attempt.model,
            lines: Array.from({ length: times }, () => text),
            usage: knownUsage({ character: text.length * times }),
          }
        },
      },
    }),
})
