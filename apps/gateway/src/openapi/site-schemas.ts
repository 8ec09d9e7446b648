import { flag, integer, list, mapOf, number, record, ref, text } from './parts.ts'

const words = list(text)

/** What the gateway says of itself and of what it serves. */
export const siteSchemas = {
  Model: {
    description: 'A model that can be named.',
    ...record(
      {
        id: { ...text, description: 'What `model` is to be: `account/model`.' },
        object: { const: 'model' },
        created: integer,
        owned_by: { ...text, description: 'The plugin that serves it.' },
        capabilities: words,
        abilities: words,
        limits: mapOf(number),
      },
      ['abilities', 'limits'],
    ),
  },
  Models: record({ object: { const: 'list' }, data: list(ref('Model')) }),
  Capabilities: record({
    capabilities: list(
      record({
        id: text,
        description: text,
        modes: list({ enum: ['unary', 'stream', 'job', 'session'] }),
        meters: words,
        draft: { ...flag, description: 'Whether it may still change.' },
        channels: { ...mapOf(words), description: 'The kinds by which it can be asked for, by channel.' },
      }),
    ),
  }),
  WebhookSecret: record({ key: { ...text, description: '`whsec_...`, by the rules of Standard Webhooks.' } }),
  ReportReceived: record({ received: { const: true } }),
  Health: record({ status: { const: 'up' }, version: text }),
  Readiness: record({
    status: { enum: ['ready', 'draining'] },
    generation: integer,
    active: integer,
    resting_accounts: integer,
    failed_plugins: integer,
  }),
  Description: { type: 'object', description: 'An OpenAPI document.', required: ['openapi', 'paths'] },
}
