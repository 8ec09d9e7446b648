import { adminRoles } from '../keys/rows.ts'

const text = { type: 'string' }
const orNull = { type: ['string', 'null'] }
const timeOrNull = { type: ['string', 'null'], format: 'date-time' }
const names = { type: ['array', 'null'], items: text }
const orNumber = { type: ['number', 'null'] }
const bounds = {
  limits: { type: ['object', 'null'], description: 'How much may be asked for in a time.' },
  budgets: { type: ['array', 'null'], items: { type: 'object' }, description: 'How much may be spent.' },
}
const rule = {
  of: { enum: ['limit', 'budget'] },
  name: text,
  by: text,
  tag: text,
  only: { type: 'array', items: text },
  created_at: timeOrNull,
  created_by: orNull,
}
const standing = {
  name: text,
  from: {
    enum: ['config', 'store', 'team', 'key'],
    description: 'Where it is changed: the config, here, with its team, with its key.',
  },
  by: text,
  only: names,
  of: { ...orNull, description: 'The holder; null where nobody has had any of it.' },
  within: { ...orNull, description: 'Of an end user: the team, or the key of none.' },
}
const usd = { type: 'string', description: 'A decimal.' }
const key = { type: 'string', description: 'The key itself, in the answer that makes it and in no other.' }

function page(name: string): object {
  return {
    type: 'object',
    required: ['data', 'next'],
    properties: {
      data: { type: 'array', items: { $ref: `#/components/schemas/${name}` } },
      next: { type: ['string', 'null'], description: 'What `after` is to be for the next page.' },
    },
  }
}

/** The shapes of what admins are answered. */
export const adminSchemas = {
  AppKey: {
    type: 'object',
    description: 'A key of an application. A scope that is null limits nothing.',
    properties: {
      id: text,
      name: text,
      shown: { type: ['string', 'null'], description: 'The beginning of the key.' },
      from: { enum: ['store', 'config'] },
      team: orNull,
      capabilities: names,
      kinds: names,
      models: names,
      routes: names,
      channel: orNull,
      channels: names,
      ...bounds,
      status: { enum: ['active', 'expired', 'revoked'] },
      created_at: timeOrNull,
      created_by: orNull,
      expires_at: timeOrNull,
      rotated_at: timeOrNull,
      overlap_until: { ...timeOrNull, description: 'Until when the key before the last rotation is good.' },
      revoked_at: timeOrNull,
      key,
    },
  },
  AppKeys: page('AppKey'),
  Team: {
    type: 'object',
    properties: { id: text, name: text, ...bounds, created_at: timeOrNull, created_by: orNull },
  },
  Teams: page('Team'),
  Limit: {
    type: 'object',
    properties: {
      ...rule,
      capabilities: { type: 'array', items: text },
      requests: { type: 'integer' },
      tokens: { type: 'integer' },
      images: { type: 'integer' },
      concurrency: { type: 'integer' },
      per: { enum: ['second', 'minute', 'hour', 'day'] },
      burst: { type: 'integer' },
    },
  },
  LimitStanding: {
    type: 'object',
    properties: {
      ...standing,
      capabilities: names,
      measure: { enum: ['requests', 'tokens', 'images', 'concurrency'] },
      amount: { type: 'integer' },
      per_seconds: orNumber,
      burst: orNumber,
      used: { type: 'number' },
      left: { type: 'number' },
      clear_in_seconds: { ...orNumber, description: 'When all of it is there again.' },
    },
  },
  LimitStandings: page('LimitStanding'),
  Budget: {
    type: 'object',
    properties: {
      ...rule,
      usd: { type: ['number', 'string'] },
      per: { enum: ['day', 'month', 'total'] },
      reserve: { enum: ['strict', 'expected'] },
      outputTokens: { type: 'integer' },
    },
  },
  BudgetStanding: {
    type: 'object',
    properties: {
      ...standing,
      tag: orNull,
      per: { enum: ['day', 'month', 'total'] },
      window: text,
      limit_usd: usd,
      used_usd: usd,
      left_usd: { ...usd, description: 'What is not spent yet.' },
      set_aside_usd: { ...usd, description: 'Of that, what processes hold for calls under way and to come.' },
      resets_at: { ...timeOrNull, description: 'When it begins anew.' },
      reserve: { enum: ['strict', 'expected'] },
      output_tokens: orNumber,
      attempts_of_unknown_cost: {
        type: 'integer',
        description: 'Spent by the most that they can have cost.',
      },
    },
  },
  BudgetStandings: page('BudgetStanding'),
  Admin: {
    type: 'object',
    properties: {
      id: text,
      name: text,
      shown: orNull,
      from: { enum: ['store', 'environment', 'data folder'] },
      role: { enum: adminRoles },
      team: { ...orNull, description: 'The team that it is held to; null for the whole organisation.' },
      status: { enum: ['active', 'expired', 'revoked'] },
      created_at: timeOrNull,
      created_by: orNull,
      expires_at: timeOrNull,
      rotated_at: timeOrNull,
      overlap_until: timeOrNull,
      revoked_at: timeOrNull,
      key,
    },
  },
  Admins: page('Admin'),
  AuditRow: {
    type: 'object',
    properties: {
      id: text,
      at: timeOrNull,
      action: text,
      object: text,
      team: orNull,
      outcome: { enum: ['done', 'failed'], description: 'A change that failed has a row of each.' },
      admin: text,
      admin_name: text,
      before: { type: ['object', 'null'] },
      after: { type: ['object', 'null'] },
      request: text,
      address: orNull,
    },
  },
  AuditRows: page('AuditRow'),
  UsageRow: {
    type: 'object',
    properties: {
      of: { type: 'object', description: 'The values of what it was added up by.' },
      calls: { type: 'integer' },
      attempts: { type: 'integer' },
      failed: { type: 'integer' },
      cost_usd: { type: 'string', description: 'A decimal: the sum of the costs that are known.' },
      attempts_of_unknown_cost: { type: 'integer', description: 'Not in that sum.' },
      unknown_at_most_usd: {
        type: 'string',
        description: 'The most that those can have cost, as far as that is known.',
      },
      meters: { type: 'object' },
    },
  },
  UsageRows: page('UsageRow'),
  EndedCall: {
    type: 'object',
    properties: {
      request_id: text,
      capability: text,
      asked: text,
      channel: text,
      mode: text,
      key: orNull,
      team: orNull,
      subject: orNull,
      tags: { type: 'object' },
      status: orNull,
      error: { type: ['object', 'null'] },
      attempts: { type: ['integer', 'null'] },
      started_at: timeOrNull,
      ended_at: timeOrNull,
      cost_usd: { ...orNull, description: 'A decimal; null where it is not known.' },
    },
  },
  EndedCalls: page('EndedCall'),
  Account: {
    type: 'object',
    properties: {
      name: text,
      provider: text,
      owner: text,
      capabilities: { type: 'array', items: text },
      usable: { type: 'boolean' },
      missing: { type: 'array', items: text, description: 'For admins of the whole organisation.' },
      off: { type: 'array', items: { type: 'object' } },
      resting: { type: 'array', items: { type: 'object' } },
    },
  },
  Accounts: page('Account'),
} as const
