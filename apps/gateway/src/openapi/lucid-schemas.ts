import { errorFields, unsaidOfErrors } from './error-schemas.ts'
import { flag, list, mapOf, number, orNull, record, ref, text, time, timeOrNull } from './parts.ts'

const route = { enum: ['relay', 'decoded'], description: 'Passed on as it came, or translated.' }
const jobStatus = { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled'] }
const span = { started_at: time, ended_at: timeOrNull, duration_ms: orNull('number') }
const status = { enum: ['running', 'finished', 'failed', 'cancelled'] }
const usage = {
  type: ['object', 'null'],
  description: 'By meter, each with its certainty.',
  additionalProperties: ref('Reading'),
}
const failureOrNull = { anyOf: [ref('Failure'), { type: 'null' }] }
const entries = list(
  record(
    {
      action: { enum: ['coerced', 'emulated', 'dropped', 'added'] },
      field: text,
      reason: text,
      in: { const: 'answer' },
    },
    ['in'],
  ),
)

/** The shapes of Lucid's own answers. */
export const lucidSchemas = {
  Answer: record({
    provider: { ...orNull('string'), description: 'The plugin that served it.' },
    model: orNull('string'),
    result: { type: 'object', additionalProperties: true, description: "The capability's result." },
    metadata: ref('Metadata'),
  }),
  Metadata: {
    description: 'What is not known is null, never 0.',
    ...record(
      {
        request_id: text,
        latency_ms: number,
        tokens_used: orNull('number'),
        tokens_estimated: { ...flag, description: 'Whether the vendor left some of the tokens unsaid.' },
        cost_usd: orNull('number'),
        account: orNull('string'),
        channel: text,
        attempts: number,
        warnings: list(ref('Warning')),
        receipt: ref('Receipt'),
      },
      ['tokens_estimated', 'warnings', 'receipt'],
    ),
    additionalProperties: true,
  },
  Receipt: {
    description: 'How it was served, and what translation did on the way.',
    ...record({ path: route, target: text, why: text, entries }),
  },
  Call: {
    description: 'A call and its tries. What is not known, or not yet, is null.',
    ...record({
      request_id: text,
      capability: text,
      asked: text,
      channel: text,
      mode: { enum: ['unary', 'stream', 'job', 'session'] },
      subject: orNull('string'),
      tags: mapOf(text),
      status,
      ...span,
      cost_usd: orNull('number'),
      error: failureOrNull,
      receipt: { anyOf: [ref('Receipt'), { type: 'null' }] },
      warnings: list(ref('Warning')),
      attempts: list(ref('Attempt')),
    }),
  },
  Failure: {
    description: 'What went wrong, as the answer told of it.',
    ...record(
      {
        ...errorFields,
        billed: {
          enum: ['yes', 'no', 'unknown'],
          description: 'Whether the vendor may have charged for it.',
        },
        retry_after_ms: number,
      },
      [...unsaidOfErrors, 'retry_after_ms'],
    ),
  },
  Attempt: record({
    number,
    account: text,
    provider: text,
    model: text,
    payer: { enum: ['operator', 'caller'] },
    status,
    ...span,
    first_content_ms: orNull('number'),
    usage,
    cost_usd: orNull('number'),
    error: failureOrNull,
  }),
  Explained: {
    ...record({
      path: { ...text, description: 'The path that the body would be posted to.' },
      body: {
        type: 'object',
        additionalProperties: true,
        description: 'The body, as that path takes it. Headers count as they would there.',
      },
    }),
    additionalProperties: false,
  },
  Explanation: record({
    targets: {
      ...list(ref('ExplainedTarget')),
      description: 'In the order in which they would be tried.',
    },
    excluded: list(
      record({
        account: text,
        provider: text,
        model: orNull('string'),
        reason: { ...text, description: 'One word: missing_credentials, not_in_kind, would_lose.' },
        message: text,
      }),
    ),
  }),
  ExplainedTarget: {
    description: 'What is not known is null, never 0.',
    ...record(
      {
        account: text,
        provider: text,
        model: text,
        owner: {
          enum: ['operator', 'organisation', 'team', 'user', 'caller'],
          description: 'Whose the account is; `caller` where the caller brings the key for it.',
        },
        why: text,
        resting: {
          description:
            'That its account rests, because its vendor refused it: those that do not are asked first.',
          ...record({
            until: time,
            why: { enum: ['auth', 'quota', 'rate_limit'] },
            model: { ...orNull('string'), description: 'The model that it rests for; null where it is all.' },
          }),
        },
        path: route,
        losses: entries,
        input: record({
          tokens: orNull('number'),
          certainty: { enum: ['known', 'estimated', 'unknown'] },
        }),
        output: record({
          expected_tokens: { ...orNull('number'), description: "Half of the request's own limit." },
          most_tokens: { ...orNull('number'), description: "The request's own limit, else the model's." },
        }),
        cost: record({ expected_usd: orNull('number'), worst_usd: orNull('number') }),
      },
      ['resting'],
    ),
  },
  JobFile: record({ url: text, media_type: text, bytes: number, width: number, height: number }, [
    'width',
    'height',
  ]),
  Job: {
    description: 'Work that outlives its request. All addresses in it are of this gateway.',
    ...record(
      {
        id: text,
        status: jobStatus,
        progress: { type: 'number', minimum: 0, maximum: 1 },
        output: list({ type: 'string', format: 'uri' }),
        urls: record({
          get: text,
          cancel: { type: 'string', description: 'To be called with DELETE.' },
          events: text,
        }),
        provider: orNull('string'),
        model: orNull('string'),
        error: ref('Failure'),
        result: { type: 'object', additionalProperties: true, description: "The capability's result." },
        logs: list(text),
        metadata: ref('JobMetadata'),
      },
      ['progress', 'error', 'result', 'logs'],
    ),
  },
  JobEvent: {
    description:
      'What happens to a job: the data of a server-sent event, whose name is its type. Types that are not known are to be passed over.',
    oneOf: [
      record(
        {
          type: { const: 'status' },
          at: time,
          status: jobStatus,
          progress: number,
          account: text,
          provider: text,
          model: text,
        },
        ['progress', 'account', 'provider', 'model'],
      ),
      record({ type: { const: 'log' }, at: time, line: text }),
      { allOf: [record({ type: { const: 'artifact' }, at: time }), ref('JobFile')] },
      { allOf: [record({ type: { const: 'done' }, at: time }), ref('Job')] },
    ],
  },
  JobMetadata: {
    description: 'What is not known is null, never 0.',
    ...record(
      {
        request_id: text,
        capability: text,
        asked: text,
        account: orNull('string'),
        files: list(ref('JobFile')),
        created_at: time,
        started_at: timeOrNull,
        ended_at: timeOrNull,
        expires_at: timeOrNull,
        latency_ms: orNull('number'),
        cost_usd: orNull('number'),
        usage,
        subject: text,
        webhook: { type: 'object', additionalProperties: true },
        durable: { ...flag, description: 'Whether it outlives the process.' },
      },
      ['subject', 'webhook'],
    ),
  },
}
