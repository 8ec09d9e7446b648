const text = { type: 'string' }
const textOrNull = { type: ['string', 'null'] }
const error = {
  type: 'object',
  required: ['code', 'message', 'details'],
  properties: {
    code: {
      enum: [
        'INVALID_OPTIONS',
        'PROVIDER_NOT_FOUND',
        'MODEL_NOT_FOUND',
        'SESSION_NOT_FOUND',
        'AUTHENTICATION',
        'PERMISSION',
        'QUOTA',
        'RATE_LIMITED',
        'CONTENT_REFUSED',
        'CONFLICT',
        'CANCELLED',
        'TIMEOUT',
        'UNAVAILABLE',
        'PROVIDER_ERROR',
      ],
    },
    message: text,
    provider: text,
    details: {
      type: 'object',
      properties: {
        code: { ...text, description: "The gateway's own word for it." },
        field: { ...text, description: 'The option at fault.' },
        allowed: { description: 'What the option may be.' },
        nearest: { description: 'The value nearest to what was asked for that is taken.' },
        reason: text,
        hint: text,
        billed: { enum: ['yes', 'no', 'unknown'] },
      },
    },
    request_id: text,
  },
}

/** The shapes of the generation dialect. */
export const generationSchemas = {
  Session: {
    type: 'object',
    description: 'How it stands with pictures. What is not known, or not yet, is null.',
    required: ['sessionId', 'jobId', 'status', 'images', 'providerId', 'modelId', 'urls'],
    properties: {
      sessionId: text,
      jobId: { ...text, description: 'The same session as `GET /v1/jobs/{id}` knows it.' },
      status: { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] },
      progress: { type: 'number', minimum: 0, maximum: 1 },
      providerId: textOrNull,
      modelId: textOrNull,
      images: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            url: { type: 'string', format: 'uri' },
            mediaType: text,
            size: { type: 'integer', description: 'In bytes.' },
            width: { type: 'integer' },
            height: { type: 'integer' },
          },
        },
      },
      error,
      warnings: { type: 'array', items: { type: 'object' } },
      urls: { type: 'object', properties: { events: text, cancel: text } },
      costUsd: { type: ['number', 'null'] },
      createdAt: text,
      endedAt: textOrNull,
      expiresAt: textOrNull,
    },
  },
  ImageProviders: {
    type: 'object',
    required: ['status', 'providers'],
    properties: {
      status: { enum: ['ok', 'degraded', 'down'] },
      providers: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            id: { ...text, description: 'The account; what `providerId` takes.' },
            provider: text,
            usable: { type: 'boolean' },
            why: { ...textOrNull, description: 'One word: missing_credentials, turned_off, resting_quota.' },
            hint: text,
            models: { type: 'array', items: text },
            probe: {
              type: 'object',
              properties: { ok: { type: ['boolean', 'null'] }, latencyMs: { type: 'number' } },
            },
          },
        },
      },
    },
  },
  GenerationError: { type: 'object', properties: { error } },
}
