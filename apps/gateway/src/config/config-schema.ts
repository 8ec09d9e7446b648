import { z } from 'zod'
import type { Hook, Plugin } from '@lucid-gateway/core'
import { hookFault, hostFault, type PluginUse } from '@lucid-gateway/runtime'
import { catalogSettings, unknownPrice } from './catalog-schema.ts'
import { defaults } from './default-settings.ts'
import { budgetList, keyBudgets, keyLimits, limitList } from './limits-schema.ts'

/** When a changed setting takes effect: with the next generation, or when the process is started again. */
export type Applies = 'reload' | 'restart'

function reload<T extends z.ZodType>(schema: T, description: string): T {
  return schema.meta({ description, applies: 'reload' satisfies Applies })
}

function restart<T extends z.ZodType>(schema: T, description: string): T {
  return schema.meta({ description, applies: 'restart' satisfies Applies })
}

const ms = z.int().positive()
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]*$/i, 'must be letters, digits, dots, dashes or underscores')

const account = {
  credentials: z.record(z.string(), z.string()).exactOptional(),
  config: z.unknown().exactOptional(),
  weight: z.number().positive().exactOptional(),
  owner: z.enum(['operator', 'organisation', 'team', 'user']).exactOptional(),
  enabled: z.boolean().exactOptional(),
  unknownPrice: unknownPrice.exactOptional(),
}

const plugin = z.union(
  [
    z.string().min(1),
    z.strictObject({
      plugin: z.string().min(1),
      as: name.exactOptional(),
      required: z.boolean().exactOptional(),
      ...account,
    }),
    z.custom<Plugin>(value => isObject(value) && typeof value['setup'] === 'function'),
    z.custom<PluginUse>(value => isObject(value) && value['kind'] === 'use'),
  ],
  {
    error:
      'must be a package name, a path, { plugin, as, config, ... }, or in lucid.config.ts a plugin or use(plugin)',
  },
)

const target = z.strictObject({
  provider: z.string().min(1),
  model: z.string().min(1),
  capabilities: z.array(z.string()).exactOptional(),
  weight: z.number().positive().exactOptional(),
})
const targets = z.union(
  [
    target,
    z.array(target).min(1),
    z.strictObject({ weighted: z.array(target.required({ weight: true })).min(1) }),
  ],
  {
    error:
      'must be { provider, model }, a list of them in order, or { weighted: [{ provider, model, weight }] }',
  },
)
const kind = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\.[a-z0-9][a-z0-9_.-]*$/i, 'must be <capability>.<name>, such as chat.default')

const appKey = z.strictObject({
  name: name
    .refine(text => !text.startsWith('key_'), 'must not begin with key_, as the ids of made keys do')
    .meta({ description: 'How logs and records name the key.' }),
  key: z
    .string()
    .regex(
      /^(env:[A-Za-z_][A-Za-z0-9_]*|sha256:[0-9a-f]{64})$/,
      'must be env:NAME or sha256:<64 hex digits>, so that the file holds no secret',
    )
    .meta({ description: '`env:NAME`, or `sha256:` and the hash of the key; `lucid key` makes both.' }),
  channel: z.string().exactOptional().meta({ description: 'The channel of calls that name none.' }),
  channels: z
    .array(z.string())
    .exactOptional()
    .meta({ description: 'Channels that it may name; `channel` alone, or all where that is not set.' }),
  models: z
    .array(z.string())
    .exactOptional()
    .meta({ description: 'Models that it may call: `account/model`; `*` at the end stands for anything.' }),
  kinds: z
    .array(z.string())
    .exactOptional()
    .meta({ description: 'Kinds that it may call: `chat.default`, `chat.*`.' }),
  capabilities: z.array(z.string()).exactOptional().meta({ description: 'Capabilities that it may use.' }),
  routes: z
    .array(z.string().startsWith('/'))
    .exactOptional()
    .meta({ description: 'Paths that it may ask: `/v1/chat/completions`, `/anthropic/*`.' }),
  limits: keyLimits.exactOptional().meta({
    description: 'How much it may ask for: `{ requests, tokens, images, concurrency, per, burst }`.',
  }),
  budgets: keyBudgets.exactOptional().meta({
    description: 'How much it may spend: `{ usd, per, reserve, outputTokens }`, one a span of time.',
  }),
  storeResponses: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Whether its translated answers are kept; as `responses.store` says unless said.' }),
})

const server = z.strictObject({
  host: restart(
    z.string().min(1).exactOptional(),
    'The address to listen on; `HOST` outranks it. 127.0.0.1 unless said.',
  ),
  port: restart(
    z.int().min(0).max(65_535).exactOptional(),
    'The port; `PORT` outranks it. 4100 unless said; 0 takes a free one.',
  ),
  publicUrl: reload(
    z.url().exactOptional(),
    'How clients and vendors reach the gateway from outside: addresses in answers begin with it, and vendors that can report on jobs are given it.',
  ),
  allowedHosts: reload(
    z.array(z.string().min(1)).exactOptional(),
    'The `Host` headers that are served; all unless said.',
  ),
  trustedProxies: reload(
    z.array(z.string().min(1)).exactOptional(),
    'Addresses of proxies whose `X-Forwarded-For` is believed in logs.',
  ),
  limits: z
    .strictObject({
      bodyBytes: reload(
        z.int().positive().default(defaults.server.limits.bodyBytes),
        'The largest request body.',
      ),
      jsonDepth: reload(
        z.int().positive().max(512).default(defaults.server.limits.jsonDepth),
        'How deep JSON may be nested.',
      ),
      stalledMs: reload(
        ms.default(defaults.server.limits.stalledMs),
        'How long a client may leave an answer unread before it is cut off.',
      ),
      keepAliveMs: reload(
        ms.default(defaults.server.limits.keepAliveMs),
        'After how long without an event a stream gets a comment.',
      ),
      headerBytes: restart(
        z.int().min(1024).default(defaults.server.limits.headerBytes),
        'The largest head of a request.',
      ),
      headerCount: reload(
        z.int().positive().default(defaults.server.limits.headerCount),
        'The most header fields of a request.',
      ),
      headersTimeoutMs: restart(
        ms.default(defaults.server.limits.headersTimeoutMs),
        'How long a request head may take to arrive.',
      ),
      requestTimeoutMs: restart(
        ms.default(defaults.server.limits.requestTimeoutMs),
        'How long a whole request may take to arrive.',
      ),
      connections: restart(
        z.int().positive().default(defaults.server.limits.connections),
        'The most connections at a time.',
      ),
    })
    .prefault({}),
  drainMs: reload(ms.default(defaults.server.drainMs), 'How long calls under way may go on after SIGTERM.'),
})

const responses = z.strictObject({
  store: reload(
    z.boolean().default(defaults.responses.store),
    'Whether `/v1/responses` keeps answers that were translated, for whom `store` does not say no.',
  ),
})

const ledgerFields = {
  on: restart(
    z.boolean().exactOptional(),
    'Whether what calls use is written into the ledger, by way of the journal. So it is unless said; where the store is memory there is none.',
  ),
  mode: restart(
    z.enum(['journal', 'store']).exactOptional(),
    'What is written down before a provider is asked, and where: `journal`, unless said, in files of the data folder; `store` as rows of the store, for machines whose disk does not last. Then no `journal` is kept.',
  ),
  keepDays: reload(
    z.int().positive().exactOptional(),
    'After how many days rows of the ledger are deleted; their sums by day stay. Never unless said.',
  ),
}
const ledger = z.strictObject(ledgerFields, {
  error: ({ code }) => (code === 'invalid_type' ? 'must be an object, such as { on: false }' : undefined),
})

const jobs = z.strictObject({
  timeoutMs: reload(ms.exactOptional(), 'The longest a job may take. 30 minutes unless said.'),
  keepMs: reload(
    ms.exactOptional(),
    'How long a job is known after its end, and what it made is kept. 1 hour unless said.',
  ),
  most: reload(z.int().positive().exactOptional(), 'The most jobs under way at a time. 10000 unless said.'),
  mostPerKey: reload(
    z.int().positive().exactOptional(),
    'The most of one key, so that it leaves room for others. Half of `most` unless said.',
  ),
  maxArtifactBytes: reload(
    z.int().positive().exactOptional(),
    'The largest file that is taken from a vendor. 256 MiB unless said.',
  ),
  pollMs: reload(
    z.int().min(10).max(60_000).exactOptional(),
    'How soon a vendor is asked how a job stands, if it does not say when: then longer each time, up to ten times that. 500 unless said.',
  ),
})

const limits = z.strictObject({
  imagesPerHour: reload(
    z.union([z.int().positive(), z.literal(false)]).default(defaults.limits.imagesPerHour),
    'The most pictures an hour for each end user that calls name (`x-lucid-user`, or the field of the dialect). `false` takes it out.',
  ),
  rules: reload(
    limitList.exactOptional(),
    'How much may be asked for in a time, by whom or of whom; see below.',
  ),
})

const timeouts = z.strictObject({
  callMs: reload(ms.exactOptional(), 'The longest a call may take.'),
  setupMs: reload(ms.exactOptional(), "How long a plugin's `setup` may take."),
  connectMs: reload(ms.exactOptional(), 'How long connecting to a vendor may take.'),
  firstByteMs: reload(
    ms.exactOptional(),
    "How long a vendor's first byte may take, and the first content of a stream.",
  ),
  idleMs: reload(ms.exactOptional(), "The longest gap within a vendor's answer."),
})

const retry = z.strictObject({
  attempts: reload(z.int().min(1).max(10).exactOptional(), 'The most tries of one call.'),
  baseMs: reload(
    ms.exactOptional(),
    'The first wait, doubled each time and drawn at random from 0 to itself.',
  ),
  capMs: reload(ms.exactOptional(), 'The longest wait, also where a vendor asks for more.'),
  budget: reload(z.number().min(0).max(1).exactOptional(), 'The share of calls that may be retries.'),
  budgetFloor: reload(z.int().min(0).exactOptional(), 'Retries a minute that are always allowed.'),
})

const storeShape = 'must be false, { file } or { plugin, config }'
const store = z.union(
  [
    z.literal(false),
    z
      .strictObject({
        file: z.string().min(1).exactOptional(),
        plugin: z.string().min(1).exactOptional(),
        config: z.unknown().exactOptional(),
      })
      .refine(
        ({ file, plugin, config }) => (plugin === undefined ? config === undefined : file === undefined),
        { error: storeShape },
      ),
  ],
  { error: storeShape },
)

const journal = z.union([z.literal(false), z.strictObject({ sync: z.boolean().exactOptional() })], {
  error: 'must be false or { sync }',
})

const breaker = z.union(
  [
    z.literal(false),
    z.strictObject({
      failureThreshold: z.int().positive().exactOptional(),
      windowMs: ms.exactOptional(),
      timeoutMs: ms.exactOptional(),
    }),
  ],
  { error: 'must be false or { failureThreshold, windowMs, timeoutMs }' },
)

const transport = z.strictObject({
  proxy: reload(z.string().min(1).exactOptional(), 'Proxy for all that goes out: a URL, or `env:NAME`.'),
  ca: reload(
    z.union([z.string(), z.array(z.string())]).exactOptional(),
    "Files of certificates to trust besides the system's, in PEM.",
  ),
  connections: reload(z.int().positive().exactOptional(), 'Connections kept per vendor.'),
  maxBodyBytes: reload(
    z.int().positive().exactOptional(),
    'The largest answer of a vendor that is read whole.',
  ),
})

const log = z.strictObject({
  level: restart(
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default(defaults.log.level),
    'The least severe lines that are written; `LUCID_LOG_LEVEL` outranks it.',
  ),
  format: restart(
    z.enum(['json', 'pretty']).exactOptional(),
    '`pretty` on a terminal and `json` elsewhere, unless said.',
  ),
  requests: reload(
    z.enum(['all', 'failed', 'none']).default(defaults.log.requests),
    'Which requests get a line.',
  ),
})

export const configSchema = z.strictObject({
  plugins: reload(
    z.array(plugin).exactOptional(),
    "Packages, paths, or plugins themselves. Without it: the project's direct dependencies that are plugins and whose secrets are set.",
  ),
  accounts: reload(
    z.record(name, z.strictObject({ provider: z.string().min(1), ...account })).exactOptional(),
    'Further accounts of those plugins, by name.',
  ),
  channels: reload(
    z.record(name, z.record(kind, targets)).exactOptional(),
    'Kinds by channel: `channels.stable["chat.default"]`.',
  ),
  aliases: reload(
    z.record(z.string().min(1), z.string().min(1)).exactOptional(),
    'Other names for models and kinds.',
  ),
  catalog: catalogSettings.prefault({}),
  keys: reload(
    z.array(appKey).exactOptional(),
    'Keys of applications. Without one, only this machine is served.',
  ),
  limits: limits.prefault({}),
  budgets: reload(budgetList.exactOptional(), 'How much may be spent in a time, by whom; see below.'),
  ownKeys: reload(
    z.boolean().default(defaults.ownKeys),
    "Whether callers may bring vendors' keys of their own, in `x-user-<provider>-key` and `x-user-api-keys`.",
  ),
  callerHosts: reload(
    z
      .array(
        z.string().refine(text => hostFault(text) === undefined, {
          error: ({ input }) => hostFault(String(input)) ?? '',
        }),
      )
      .exactOptional(),
    'Private hosts that callers may name in webhooks and pictures: `host` or `host:port`.',
  ),
  hooks: reload(
    z
      .array(
        z.custom<Hook>(value => hookFault(value) === undefined, {
          error: ({ input }) => hookFault(input) ?? '',
        }),
      )
      .exactOptional(),
    'Layers and lifecycle handlers; in `lucid.config.ts` and `.js` only.',
  ),
  server: server.prefault({}),
  responses: responses.prefault({}),
  jobs: jobs.prefault({}),
  timeouts: timeouts.prefault({}),
  retry: retry.prefault({}),
  breaker: restart(
    breaker.exactOptional(),
    'When a target that fails is left alone: after `failureThreshold` failures within `windowMs`, for `timeoutMs`. `false` never.',
  ),
  recentCalls: restart(
    z.int().min(0).max(1_000_000).exactOptional(),
    'How many calls `GET /v1/calls/:id` finds after their end where no ledger is kept: the latest of this process, 4096 unless said. With a ledger it finds those that are in it. 0 for none in either case.',
  ),
  store: restart(
    store.exactOptional(),
    'Where jobs, kept answers and the ledger are: `{ file }` of SQLite, `lucid.db` in the data folder unless said; `{ plugin, config }` of a plugin that has a store, in whose config `env:NAME` stands for what the environment has; `false` for memory, which ends with the process.',
  ),
  ledger: ledger.prefault({}),
  journal: restart(
    journal.exactOptional(),
    'What calls use is written down in the `journal` of the data folder before the ledger has it, so that it outlives the process. `{ sync: true }` also survives a loss of power, for two syncs of the disk a call; `false` hands rows to the ledger alone.',
  ),
  transport: transport.prefault({}),
  log: log.prefault({}),
})

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
