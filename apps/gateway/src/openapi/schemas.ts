import { generationSchemas } from './generation-schemas.ts'
import { adminSchemas } from './admin-schemas.ts'

const text = { type: 'string' }
const number = { type: 'number' }
const list = (items: object): object => ({ type: 'array', items })
const orNull = (type: string): object => ({ type: [type, 'null'] })
const entries = list({
  type: 'object',
  required: ['action', 'field', 'reason'],
  properties: {
    action: { enum: ['coerced', 'emulated', 'dropped', 'added'] },
    field: text,
    reason: text,
    in: { const: 'answer' },
  },
})
const route = { enum: ['relay', 'decoded'], description: 'Passed on as it came, or translated.' }
const span = { started_at: text, ended_at: orNull('string'), duration_ms: orNull('number') }
const ended = { enum: ['running', 'finished', 'failed', 'cancelled'] }
const error = { type: ['object', 'null'], description: 'As the answer told of it.' }
/** The shapes of Lucid's own answers, and of every dialect's errors. */
export const schemas = {
  ...generationSchemas,
  ...adminSchemas,
  Answer: {
    type: 'object',
    required: ['provider', 'model', 'result', 'metadata'],
    properties: {
      provider: { type: ['string', 'null'], description: 'The plugin that served it.' },
      model: { type: ['string', 'null'] },
      result: { type: 'object', description: "The capability's result." },
      metadata: { $ref: '#/components/schemas/Metadata' },
    },
  },
  Metadata: {
    type: 'object',
    description: 'What is not known is null, never 0.',
    properties: {
      request_id: text,
      latency_ms: number,
      tokens_used: { type: ['number', 'null'] },
      tokens_estimated: {
        type: 'boolean',
        description: 'Whether the vendor left some of the tokens unsaid.',
      },
      cost_usd: { type: ['number', 'null'] },
      account: { type: ['string', 'null'] },
      channel: text,
      attempts: number,
      warnings: { type: 'array', items: { type: 'object' } },
      receipt: { $ref: '#/components/schemas/Receipt' },
    },
  },
  Receipt: {
    type: ['object', 'null'],
    description: 'How it was served, and what translation did on the way.',
    properties: {
      path: route,
      target: text,
      why: text,
      entries,
    },
  },
  Call: {
    type: 'object',
    description: 'A call and its tries. What is not known, or not yet, is null.',
    properties: {
      request_id: text,
      capability: text,
      asked: text,
      channel: text,
      mode: { enum: ['unary', 'stream', 'job', 'session'] },
      subject: orNull('string'),
      tags: { type: 'object' },
      status: ended,
      ...span,
      cost_usd: orNull('number'),
      error,
      receipt: { $ref: '#/components/schemas/Receipt' },
      warnings: list({ type: 'object' }),
      attempts: list({ $ref: '#/components/schemas/Attempt' }),
    },
  },
  Attempt: {
    type: 'object',
    properties: {
      number,
      account: text,
      provider: text,
      model: text,
      payer: { enum: ['operator', 'caller'] },
      status: ended,
      ...span,
      first_content_ms: orNull('number'),
      usage: {
        type: ['object', 'null'],
        description: 'By meter, each with its certainty.',
        additionalProperties: {
          type: 'object',
          required: ['certainty'],
          properties: { certainty: { enum: ['known', 'estimated', 'unknown'] }, quantity: number },
        },
      },
      cost_usd: orNull('number'),
      error,
    },
  },
  Explained: {
    type: 'object',
    required: ['path', 'body'],
    additionalProperties: false,
    properties: {
      path: { ...text, description: 'The path that the body would be posted to.' },
      body: {
        type: 'object',
        description: 'The body, as that path takes it. Headers count as they would there.',
      },
    },
  },
  Job: {
    type: 'object',
    description: 'Work that outlives its request. All addresses in it are of this gateway.',
    required: ['id', 'status', 'output', 'urls', 'provider', 'model', 'metadata'],
    properties: {
      id: text,
      status: { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] },
      progress: { type: 'number', minimum: 0, maximum: 1 },
      output: list({ type: 'string', format: 'uri' }),
      urls: {
        type: 'object',
        properties: {
          get: text,
          cancel: { type: 'string', description: 'To be called with DELETE.' },
          events: text,
        },
      },
      provider: orNull('string'),
      model: orNull('string'),
      error: {
        type: 'object',
        properties: { code: text, reason: text, message: text, billed: { enum: ['yes', 'no', 'unknown'] } },
      },
      result: { type: 'object', description: "The capability's result." },
      logs: list(text),
      metadata: {
        type: 'object',
        description: 'What is not known is null, never 0.',
        properties: {
          request_id: text,
          account: orNull('string'),
          files: list({
            type: 'object',
            properties: { url: text, media_type: text, bytes: number, width: number, height: number },
          }),
          created_at: text,
          started_at: orNull('string'),
          ended_at: orNull('string'),
          expires_at: orNull('string'),
          latency_ms: orNull('number'),
          cost_usd: orNull('number'),
          usage: { type: ['object', 'null'] },
          durable: { type: 'boolean', description: 'Whether it outlives the process.' },
        },
      },
    },
  },
  Explanation: {
    type: 'object',
    required: ['targets', 'excluded'],
    properties: {
      targets: {
        ...list({ $ref: '#/components/schemas/ExplainedTarget' }),
        description: 'In the order in which they would be tried.',
      },
      excluded: list({
        type: 'object',
        properties: {
          account: text,
          provider: text,
          model: orNull('string'),
          reason: { ...text, description: 'One word: missing_credentials, not_in_kind, would_lose.' },
          message: text,
        },
      }),
    },
  },
  ExplainedTarget: {
    type: 'object',
    description: 'What is not known is null, never 0.',
    properties: {
      account: text,
      provider: text,
      model: text,
      owner: {
        enum: ['operator', 'organisation', 'team', 'user', 'caller'],
        description: 'Whose the account is; `caller` where the caller brings the key for it.',
      },
      why: text,
      resting: {
        type: 'object',
        description:
          'That its account rests, because its vendor refused it: those that do not are asked first.',
        properties: {
          until: { type: 'string', format: 'date-time' },
          why: { enum: ['auth', 'quota', 'rate_limit'] },
          model: { ...orNull('string'), description: 'The model that it rests for; null where it is all.' },
        },
      },
      path: route,
      losses: entries,
      input: {
        type: 'object',
        properties: { tokens: orNull('number'), certainty: { enum: ['known', 'estimated', 'unknown'] } },
      },
      output: {
        type: 'object',
        properties: {
          expected_tokens: { ...orNull('number'), description: "Half of the request's own limit." },
          most_tokens: { ...orNull('number'), description: "The request's own limit, else the model's." },
        },
      },
      cost: {
        type: 'object',
        properties: { expected_usd: orNull('number'), worst_usd: orNull('number') },
      },
    },
  },
  Error: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        required: ['code', 'message', 'request_id'],
        properties: {
          code: text,
          message: text,
          param: { ...text, description: 'The field at fault.' },
          reason: { ...text, description: 'A finer, stable word within the code.' },
          hint: { ...text, description: 'What to do about it.' },
          details: { type: 'object' },
          origin: { enum: ['caller', 'gateway', 'provider'] },
          request_id: text,
        },
      },
    },
  },
  OpenAIError: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          message: text,
          type: { type: ['string', 'null'] },
          param: { type: ['string', 'null'] },
          code: { type: ['string', 'null'] },
        },
      },
    },
  },
  AnthropicError: {
    type: 'object',
    properties: {
      type: { const: 'error' },
      error: {
        type: 'object',
        properties: { type: text, message: text, details: { type: 'object' } },
      },
      request_id: text,
    },
  },
  GoogleError: {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: number,
          message: text,
          status: text,
          details: { type: 'array', items: { type: 'object' } },
        },
      },
    },
  },
}
