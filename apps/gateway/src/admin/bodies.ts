import { z } from 'zod'
import { keyBudgets, keyLimits, madeBudget, madeLimit } from '../config/limits-schema.ts'
import { adminRoles } from '../keys/rows.ts'
import { repriceBody } from './reprice-body.ts'

const name = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\x20-\x7e]*$/, 'must be visible ASCII characters')
const teamId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'must be at most 63 lower-case letters, digits and dashes')
const names = z.array(z.string().min(1).max(256)).min(1).max(100)
const channel = z.string().min(1).max(64)
const bounds = {
  limits: keyLimits
    .exactOptional()
    .meta({ description: 'How much may be asked for in a time: `{ "requests": 600, "per": "minute" }`.' }),
  budgets: keyBudgets
    .max(3)
    .exactOptional()
    .meta({ description: 'How much may be spent: `[{ "usd": 25, "per": "day" }]`; one a span of time.' }),
}
const changedBounds = {
  limits: keyLimits
    .nullable()
    .exactOptional()
    .meta({ description: 'As when it is made; null takes them out, and left out they stay.' }),
  budgets: keyBudgets.max(3).nullable().exactOptional().meta({ description: 'The same.' }),
}
const longestOverlap = 30 * 24 * 60 * 60

/** What admins write. Strict: a field that is not here is refused, so that nobody sets what is not theirs to set. */
export const adminBodies = {
  'new-key': z.strictObject({
    name: name.meta({ description: 'How logs and lists name it.' }),
    team: teamId
      .exactOptional()
      .meta({ description: "Whose it is; your own team's, where you are held to one." }),
    capabilities: names.exactOptional().meta({ description: 'Those that it may use: `chat`.' }),
    kinds: names.exactOptional().meta({ description: 'Those that it may call: `chat.default`, `chat.*`.' }),
    models: names
      .exactOptional()
      .meta({ description: 'Those that it may call: `account/model`, `openai/*`.' }),
    routes: z
      .array(z.string().regex(/^\//, 'must begin with a slash').max(256))
      .min(1)
      .max(100)
      .exactOptional()
      .meta({ description: 'Paths that it may ask: `/v1/chat/completions`, `/anthropic/*`.' }),
    channel: channel.exactOptional().meta({ description: 'The channel of calls that name none.' }),
    channels: z
      .array(channel)
      .min(1)
      .max(100)
      .exactOptional()
      .meta({ description: 'Those that it may name.' }),
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be a time, such as "2030-01-01T00:00:00Z"' })
      .exactOptional()
      .meta({ description: 'Until when it is good.' }),
    ...bounds,
  }),
  'key-change': z.strictObject(changedBounds),
  rotation: z.strictObject({
    overlap_seconds: z
      .int()
      .min(0)
      .max(longestOverlap)
      .default(24 * 60 * 60)
      .meta({ description: 'How long the key before is good beside the new one. A day unless said.' }),
  }),
  'new-team': z.strictObject({
    id: teamId,
    name: name.exactOptional().meta({ description: 'For people; the id unless said.' }),
    ...bounds,
  }),
  reprice: repriceBody,
  'team-change': z.strictObject(changedBounds),
  limit: madeLimit,
  budget: madeBudget,
  'new-admin': z.strictObject({
    name,
    role: z.enum(adminRoles),
    team: teamId
      .exactOptional()
      .meta({ description: 'The team that it is held to; your own, where you are held to one.' }),
    expires_at: z.iso
      .datetime({ offset: true, error: 'must be a time, such as "2030-01-01T00:00:00Z"' })
      .exactOptional()
      .meta({ description: 'Until when its key is good; your own end, where that has one.' }),
  }),
} as const

export type AdminBody = keyof typeof adminBodies
export type BodyOf<Name extends AdminBody> = z.output<(typeof adminBodies)[Name]>
