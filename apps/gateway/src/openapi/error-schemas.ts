import { errorTable } from '@lucid-gateway/core'
import { list, number, orNull, record, ref, text } from './parts.ts'

/** Codes that are known by now; readers are to take others too. */
const errorCode = {
  anyOf: [{ enum: Object.keys(errorTable) }, text],
  description: 'docs/reference/errors.md says what each means. Others may be added.',
}

export const errorFields = {
  code: ref('ErrorCode'),
  message: text,
  param: { ...text, description: 'The field at fault.' },
  reason: { ...text, description: 'A finer, stable word within the code.' },
  hint: { ...text, description: 'What to do about it.' },
  details: { type: 'object', additionalProperties: true },
  origin: { enum: ['caller', 'gateway', 'provider'], description: 'Whose doing it is.' },
  recourse: {
    enum: ['same', 'other', 'none'],
    description: 'What may help: the same again later, another target, or nothing.',
  },
}

/** What of an error may be left unsaid. */
export const unsaidOfErrors = ['param', 'reason', 'hint', 'details']

export const errorSchemas = {
  ErrorCode: errorCode,
  Error: record({
    error: {
      ...record(errorFields, unsaidOfErrors),
      required: ['code', 'message', 'origin', 'recourse', 'request_id'],
      properties: { ...errorFields, request_id: text },
    },
  }),
  OpenAIError: record({
    error: {
      ...record({ message: text, type: orNull('string'), param: orNull('string'), code: orNull('string') }),
      additionalProperties: true,
    },
  }),
  AnthropicError: {
    type: 'object',
    required: ['type', 'error'],
    properties: {
      type: { const: 'error' },
      error: {
        ...record({ type: text, message: text, details: { type: 'object', additionalProperties: true } }, [
          'details',
        ]),
        additionalProperties: true,
      },
      request_id: text,
    },
  },
  GoogleError: record({
    error: record(
      {
        code: number,
        message: text,
        status: text,
        details: list({ type: 'object', additionalProperties: true }),
      },
      ['details'],
    ),
  }),
}
