import { adminRoles } from '../keys/rows.ts'
import { repriceSchemas } from './reprice-schemas.ts'
import { flag, integer, list, mapOf, number, orNull, record, ref, text, timeOrNull } from './parts.ts'

const names = { type: ['array', 'null'], items: text }
const key = { type: 'string', description: 'The key itself, in the answer that makes it and in no other.' }
const words = list(text)

function page(name: string): object {
  return record({
    data: list(ref(name)),
    next: { type: ['string', 'null'], description: 'What `after` is to be for the next page.' },
  })
}

/** Objects as answers and the audit tell them. */
const facts = { type: ['object', 'null'], additionalProperties: true }

const limits = {
  requests: integer,
  tokens: integer,
  images: integer,
  concurrency: integer,
  per: { enum: ['second', 'minute', 'hour', 'day'] },
  burst: integer,
}
const spending = {
  usd: { type: ['number', 'string'] },
  per: { enum: ['day', 'month', 'total'] },
  reserve: { enum: ['strict', 'expected'] },
  outputTokens: integer,
}
const bounds = {
  limits: {
    ...record(limits, Object.keys(limits)),
    type: ['object', 'null'],
    description: 'How much may be asked for in a time.',
  },
  budgets: {
    type: ['array', 'null'],
    items: record(spending, ['reserve', 'outputTokens']),
    description: 'How much may be spent.',
  },
}
const rule = { name: text, by: text, only: words, created_at: timeOrNull, created_by: orNull('string') }
const standing = {
  name: text,
  from: {
    enum: ['config', 'store', 'team', 'key'],
    description: 'Where it is changed: the config, here, with its team, with its key.',
  },
  by: text,
  only: names,
  of: { ...orNull('string'), description: 'The holder; null where nobody has had any of it.' },
  within: { ...orNull('string'), description: 'Of an end user: the team, or the key of none.' },
}
const usd = { type: 'string', description: 'A decimal.' }

/** The shapes of limits and budgets: as they are made, and how they stand. */
const boundSchemas = {
  Limit: record({ of: { const: 'limit' }, ...rule, capabilities: words, ...limits }, [
    'only',
    'capabilities',
    ...Object.keys(limits),
  ]),
  LimitStanding: record({
    ...standing,
    capabilities: names,
    measure: { enum: ['requests', 'tokens', 'images', 'concurrency'] },
    amount: number,
    per_seconds: orNull('number'),
    burst: orNull('number'),
    used: number,
    left: number,
    clear_in_seconds: { ...orNull('number'), description: 'When all of it is there again.' },
  }),
  LimitStandings: page('LimitStanding'),
  Budget: record({ of: { const: 'budget' }, ...rule, tag: text, ...spending }, [
    'only',
    'tag',
    'reserve',
    'outputTokens',
  ]),
  BudgetStanding: record({
    ...standing,
    tag: orNull('string'),
    per: { enum: ['day', 'month', 'total'] },
    window: text,
    limit_usd: usd,
    used_usd: usd,
    left_usd: { ...usd, description: 'What is not spent yet.' },
    set_aside_usd: { ...usd, description: 'Of that, what processes hold for calls under way and to come.' },
    resets_at: { ...timeOrNull, description: 'When it begins anew.' },
    reserve: { enum: ['strict', 'expected'] },
    output_tokens: orNull('number'),
    attempts_of_unknown_cost: {
      type: 'integer',
      description: 'Spent by the most that they can have cost.',
    },
  }),
  BudgetStandings: page('BudgetStanding'),
}

/** The shapes of what admins are answered. */
export const adminSchemas = {
  AppKey: {
    description: 'A key of an application. A scope that is null limits nothing.',
    ...record(
      {
        id: text,
        name: text,
        shown: { type: ['string', 'null'], description: 'The beginning of the key.' },
        from: { enum: ['store', 'config'] },
        team: orNull('string'),
        capabilities: names,
        kinds: names,
        models: names,
        routes: names,
        channel: orNull('string'),
        channels: names,
        ...bounds,
        status: { enum: ['active', 'expired', 'revoked'] },
        created_at: timeOrNull,
        created_by: orNull('string'),
        expires_at: timeOrNull,
        rotated_at: timeOrNull,
        overlap_until: {
          ...timeOrNull,
          description: 'Until when the key before the last rotation is good.',
        },
        revoked_at: timeOrNull,
        key,
      },
      ['key'],
    ),
  },
  AppKeys: page('AppKey'),
  ...boundSchemas,
  Team: record({ id: text, name: text, ...bounds, created_at: timeOrNull, created_by: orNull('string') }),
  Teams: page('Team'),
  Admin: record(
    {
      id: text,
      name: text,
      shown: orNull('string'),
      from: { enum: ['store', 'environment', 'data folder'] },
      role: { enum: adminRoles },
      team: {
        ...orNull('string'),
        description: 'The team that it is held to; null for the whole organisation.',
      },
      status: { enum: ['active', 'expired', 'revoked'] },
      created_at: timeOrNull,
      created_by: orNull('string'),
      expires_at: timeOrNull,
      rotated_at: timeOrNull,
      overlap_until: {
        ...timeOrNull,
        description: 'Until when the key before the last rotation is good.',
      },
      revoked_at: timeOrNull,
      key,
    },
    ['key'],
  ),
  Admins: page('Admin'),
  AuditRow: record({
    id: text,
    at: timeOrNull,
    action: text,
    object: { ...text, description: 'The id of what it was done to.' },
    team: orNull('string'),
    outcome: { enum: ['done', 'failed'], description: 'A change that failed has a row of each.' },
    admin: text,
    admin_name: text,
    before: facts,
    after: facts,
    request: text,
    address: orNull('string'),
  }),
  AuditRows: page('AuditRow'),
  UsageRow: record({
    of: { ...mapOf(text), description: 'The values of what it was added up by.' },
    calls: integer,
    attempts: integer,
    failed: integer,
    cost_usd: { type: 'string', description: 'A decimal: the sum of the costs that are known.' },
    attempts_of_unknown_cost: { type: 'integer', description: 'Not in that sum.' },
    unknown_at_most_usd: {
      type: 'string',
      description: 'The most that those can have cost, as far as that is known.',
    },
    attempts_without_bound: {
      type: 'integer',
      description:
        'Of those of unknown cost the ones of which not even the most is known: not in that sum either.',
    },
    meters: { ...mapOf(number), description: 'What was used, by meter, as far as that is known.' },
  }),
  UsageRows: page('UsageRow'),
  EndedCall: record({
    request_id: text,
    capability: text,
    asked: text,
    channel: text,
    mode: text,
    key: orNull('string'),
    team: orNull('string'),
    subject: orNull('string'),
    tags: mapOf(text),
    status: { enum: ['finished', 'failed', 'cancelled', null] },
    error: {
      ...record({ code: text, reason: orNull('string'), billed: { enum: ['yes', 'no', 'unknown'] } }),
      type: ['object', 'null'],
    },
    attempts: orNull('integer'),
    started_at: timeOrNull,
    ended_at: timeOrNull,
    cost_usd: { ...orNull('string'), description: 'A decimal; null where it is not known.' },
  }),
  EndedCalls: page('EndedCall'),
  ...repriceSchemas,
  Account: record(
    {
      name: text,
      provider: text,
      owner: text,
      capabilities: words,
      usable: flag,
      missing: {
        ...words,
        description: 'What is not set, such as variables. For admins of the whole organisation.',
      },
      off: list(record({ capability: text, by: text })),
      resting: list(record({ until: timeOrNull, why: text, model: orNull('string') })),
    },
    ['missing'],
  ),
  Accounts: page('Account'),
} as const
