import { errorFields } from './error-schemas.ts'
import { flag, integer, list, number, orNull, record, ref, text, time, timeOrNull } from './parts.ts'

const { origin, recourse } = errorFields
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
    details: record(
      {
        code: { ...text, description: "The gateway's own word for it." },
        origin,
        recourse,
        billed: { enum: ['yes', 'no', 'unknown'] },
        status: number,
        field: { ...text, description: 'The option at fault.' },
        allowed: { description: 'What the option may be.' },
        nearest: { description: 'The value nearest to what was asked for that is taken.' },
        facts: { type: 'object', additionalProperties: true },
        reason: text,
        hint: text,
        retryAfterMs: number,
      },
      ['field', 'allowed', 'nearest', 'facts', 'reason', 'hint', 'retryAfterMs'],
    ),
    request_id: text,
  },
}

const picture = record(
  {
    url: { type: 'string', format: 'uri' },
    mediaType: text,
    size: { ...integer, description: 'In bytes.' },
    width: integer,
    height: integer,
    seed: number,
    revisedPrompt: text,
    filtered: flag,
  },
  ['width', 'height', 'seed', 'revisedPrompt', 'filtered'],
)

/** The shapes of the generation dialect. */
export const generationSchemas = {
  Session: {
    description: 'How it stands with pictures. What is not known, or not yet, is null.',
    ...record(
      {
        sessionId: text,
        jobId: { ...text, description: 'The same session as `GET /v1/jobs/{id}` knows it.' },
        status: { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] },
        progress: { type: 'number', minimum: 0, maximum: 1 },
        providerId: orNull('string'),
        modelId: orNull('string'),
        images: list(picture),
        error,
        warnings: list(ref('Warning')),
        logs: list(text),
        urls: record({ events: text, cancel: text }),
        usage: { type: ['object', 'null'], additionalProperties: ref('Reading') },
        costUsd: orNull('number'),
        createdAt: time,
        endedAt: timeOrNull,
        expiresAt: timeOrNull,
      },
      ['progress', 'error', 'logs'],
    ),
  },
  ImageProviders: record({
    status: { enum: ['ok', 'degraded', 'down'] },
    providers: list(
      record(
        {
          id: { ...text, description: 'The account; what `providerId` takes.' },
          provider: text,
          usable: flag,
          why: {
            ...orNull('string'),
            description: 'One word: missing_credentials, turned_off, resting_quota.',
          },
          hint: text,
          restingUntil: time,
          models: list(text),
          probe: record(
            {
              ok: { ...orNull('boolean'), description: 'Null where its plugin can not ask.' },
              latencyMs: number,
              error: record({ code: text, message: text }),
            },
            ['error'],
          ),
        },
        ['hint', 'restingUntil', 'probe'],
      ),
    ),
  }),
  GenerationError: record({ error }),
}
