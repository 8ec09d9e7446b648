const text = { type: 'string' }
const count = { type: 'integer' }
const usd = { type: 'string', description: 'A decimal.' }

export const repriceSchemas = {
  Repricing: {
    type: 'object',
    properties: {
      dry_run: { type: 'boolean', description: 'Whether nothing was changed.' },
      examined: count,
      repriced: { ...count, description: 'Attempts that got another cost, or would get one.' },
      were_unknown: count,
      were_wrong: count,
      usage_unknown: {
        ...count,
        description: 'Attempts whose cost stays unknown, since what they used is not known.',
      },
      price_unknown: {
        type: 'object',
        additionalProperties: count,
        description: 'Attempts whose cost stays unknown for want of a price, by account and model.',
      },
      cost_before_usd: { ...usd, description: 'What they cost before, as far as that was known.' },
      cost_after_usd: usd,
      models: {
        type: 'array',
        items: {
          type: 'object',
          properties: { model: text, repriced: count, cost_before_usd: usd, cost_after_usd: usd },
        },
      },
      next: { type: ['string', 'null'], description: 'What `after` is to be for the next part.' },
    },
  },
} as const
