/** A word of the command line. What it needs is imported when it is run, so that the others stay instant. */
export interface Command {
  /** How it is written; of several things that it does, a line each. */
  readonly usage: string | readonly string[]
  readonly summary: string
  load(): Promise<{ run(args: readonly string[]): Promise<number> }>
}

export const commands: Readonly<Record<string, Command>> = {
  start: {
    usage: 'start [--port N] [--host ADDRESS] [--config FILE] [--plugin PATH]... [--watch] [--timings]',
    summary: 'Serve. --watch reloads the config and restarts on changes of a --plugin.',
    load: () => import('./start.ts'),
  },
  call: {
    usage: 'call chat "TEXT" [--model NAME] [--stream] [--channel NAME] [--config FILE] [--json]',
    summary:
      'Make one call in this process, without a server. Other capabilities take their request as JSON.',
    load: () => import('./call.ts'),
  },
  plugins: {
    usage: 'plugins [--config FILE] [--plugin PATH]... [--json]',
    summary: 'Show which plugins there are, who named them, and why one is not used.',
    load: () => import('./plugins.ts'),
  },
  models: {
    usage: 'models [PART OF A NAME] [--config FILE] [--plugin PATH]... [--json]',
    summary: 'Show which models can be called, what they cost, who says so, and since when.',
    load: () => import('./models.ts'),
  },
  catalog: {
    usage: 'catalog check FILE',
    summary: 'Check a file of models and prices before it is named in the config (catalog.file).',
    load: () => import('./catalog.ts'),
  },
  config: {
    usage: 'config check [--config FILE]',
    summary: 'Check the config without serving.',
    load: () => import('./config-check.ts'),
  },
  doctor: {
    usage: 'doctor [--config FILE] [--plugin PATH]... [--probe]',
    summary: 'Look for what may keep the gateway from serving. Nothing is sent anywhere, but with --probe.',
    load: () => import('./doctor.ts'),
  },
  key: {
    usage: 'key',
    summary:
      'Make a key for an application, to be named in the config; `keys` makes them in a gateway that runs.',
    load: () => import('./key.ts'),
  },
  keys: {
    usage: [
      'keys create --name NAME [--team ID] [--kinds A,B] [--models A,B] [--capabilities A,B] [--routes A,B] [--channel NAME] [--channels A,B] [--expires 90d] [--limit requests=600/minute] [--budget 25/day]...',
      'keys list',
      'keys change ID [--limit ...] [--budget ...]... [--no-limits] [--no-budgets]',
      'keys rotate ID [--overlap 24h]',
      'keys revoke ID',
    ],
    summary:
      'Make, list, change, rotate and revoke the keys of a gateway that runs, by its admin key (LUCID_ADMIN_KEY, or --admin-key-file FILE), at --url URL or LUCID_URL; --json for programs.',
    load: () => import('./admin-api/keys.ts'),
  },
  teams: {
    usage: [
      'teams create ID [--name NAME] [--limit requests=600/minute] [--budget 400/month]...',
      'teams list',
      'teams change ID [--limit ...] [--budget ...]... [--no-limits] [--no-budgets]',
      'teams delete ID',
    ],
    summary: 'Make, list, change and delete the teams of a gateway that runs; options as with `keys`.',
    load: () => import('./admin-api/teams.ts'),
  },
  admins: {
    usage: [
      'admins create --name NAME --role viewer|member|admin|owner [--team ID] [--expires 90d]',
      'admins list',
      'admins rotate ID [--overlap 24h]',
      'admins revoke ID',
    ],
    summary: 'Make, list, rotate and revoke the admins of a gateway that runs; options as with `keys`.',
    load: () => import('./admin-api/admins.ts'),
  },
  limits: {
    usage: [
      'limits [list]',
      'limits set NAME --by key|team|subject|organisation|account|provider|model --limit requests=30/minute [--only A,B] [--capabilities A,B]',
      'limits delete NAME',
    ],
    summary:
      'Show how the limits of a gateway that runs stand, and make or take away limits of many; options as with `keys`.',
    load: () => import('./admin-api/limits.ts'),
  },
  budgets: {
    usage: [
      'budgets [list]',
      'budgets set NAME --by key|team|subject|organisation|tag [--tag NAME] --budget 25/day [--only A,B]',
      'budgets delete NAME',
    ],
    summary: 'The same with budgets: what is spent, what is left, until when.',
    load: () => import('./admin-api/budgets.ts'),
  },
  usage: {
    usage:
      'usage [--by team,model] [--from DAY] [--to DAY] [--team ID] [--key ID] [--subject S] [--model M] [--tag NAME=VALUE]... [--json]   [--url URL] [--admin-key-file FILE]',
    summary:
      'What was used of a gateway that runs and what it cost, by its admin key. A DAY may be a while ago: 7d.',
    load: () => import('./admin-api/usage.ts'),
  },
  calls: {
    usage: 'calls [--limit 50] [--status finished|failed|cancelled] [--from DAY] [--team ID]... [--json]',
    summary: 'The calls of a gateway that runs, the latest first; options as with `usage`.',
    load: () => import('./admin-api/calls.ts'),
  },
  audit: {
    usage: ['audit [--limit 50] [--json]', 'audit --export FILE.jsonl'],
    summary: 'What admins did to a gateway that runs, the latest first; all of it into a file.',
    load: () => import('./admin-api/audit.ts'),
  },
  db: {
    usage: ['db migrate', 'db backup FILE', 'db restore FILE', 'db export FILE.jsonl'].map(
      line => `${line} [--config FILE]`,
    ),
    summary: 'Look after the database of this folder. Backup and export also while a gateway serves.',
    load: () => import('./db.ts'),
  },
  ledger: {
    usage: [
      'ledger report [--by team,model] [--from DAY] [--to DAY] [--json]',
      'ledger verify [--config FILE]',
      'ledger reprice [--from DAY] [--to DAY] [--account NAME] [--model NAME] [--only unknown|wrong] [--dry-run] [--offline | --url URL] [--json]',
    ],
    summary:
      'Add up what was used and what it cost, look whether the ledger agrees with itself, or put a cost to what had no known price (by the gateway that runs; --offline where none does).',
    load: () => import('./ledger.ts'),
  },
  reference: {
    usage: 'reference config|routes',
    summary: 'Print the reference of all settings, or of all paths, as Markdown.',
    load: () => import('./reference.ts'),
  },
}
