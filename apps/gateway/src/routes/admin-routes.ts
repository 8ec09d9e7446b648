import { lucidDialect } from '../dialects/lucid/lucid-dialect.ts'
import type { Route } from './route.ts'

const by = <Role extends 'viewer' | 'member' | 'admin'>(role: Role) =>
  ({ access: { role }, dialect: lucidDialect }) as const

const query = {
  limit: 'How many at most: 50 unless said, up to 500.',
  after: 'What `next` was of the page before.',
} as const

/** Of lists in which one row may have several lines. */
const pages = {
  ...query,
  limit: 'How many keys, teams and the like at most: 50 unless said, up to 500.',
} as const

const spans = {
  from: 'From this day or time on.',
  to: 'Before this day or time.',
  team: 'Only of this team; `key`, `subject`, `capability`, `account`, `provider`, `model`, `payer` and `tag:<name>` alike.',
} as const

const keys = () => import('../admin/keys.ts')
const teams = () => import('../admin/teams.ts')
const rules = () => import('../admin/rules.ts')
const standings = () => import('../admin/standings.ts')
const admins = () => import('../admin/admins.ts')

/** What admins may look at and change. None is ever served without an admin key. */
export const adminRoutes: readonly Route[] = [
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/keys',
    summary: 'The keys of applications; never a key itself.',
    query,
    answer: 'AppKeys',
    handler: async exchange => (await keys()).listKeys(exchange),
  },
  {
    ...by('member'),
    method: 'POST',
    path: '/admin/v1/keys',
    summary: 'Makes a key, and shows it this once.',
    body: { of: 'admin', schema: 'new-key' },
    answer: 'AppKey',
    handler: async exchange => (await keys()).createKey(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/keys/:id',
    summary: 'One key.',
    answer: 'AppKey',
    handler: async exchange => (await keys()).showKey(exchange),
  },
  {
    ...by('member'),
    method: 'PATCH',
    path: '/admin/v1/keys/:id',
    summary: 'Gives a key other limits and budgets, from the next call on.',
    body: { of: 'admin', schema: 'key-change' },
    answer: 'AppKey',
    handler: async exchange => (await keys()).changeKey(exchange),
  },
  {
    ...by('member'),
    method: 'DELETE',
    path: '/admin/v1/keys/:id',
    summary: 'Revokes a key at once and for good; it stays in the list.',
    answer: 'AppKey',
    handler: async exchange => (await keys()).revokeKey(exchange),
  },
  {
    ...by('member'),
    method: 'POST',
    path: '/admin/v1/keys/:id/rotate',
    summary: 'Gives a key another secret, shown this once; the one before is good for a while yet.',
    body: { of: 'admin', schema: 'rotation' },
    answer: 'AppKey',
    handler: async exchange => (await keys()).rotateKey(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/teams',
    summary: 'The teams.',
    query,
    answer: 'Teams',
    handler: async exchange => (await teams()).listTeams(exchange),
  },
  {
    ...by('admin'),
    method: 'POST',
    path: '/admin/v1/teams',
    summary: 'Makes a team.',
    body: { of: 'admin', schema: 'new-team' },
    answer: 'Team',
    handler: async exchange => (await teams()).createTeam(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/teams/:id',
    summary: 'One team.',
    answer: 'Team',
    handler: async exchange => (await teams()).showTeam(exchange),
  },
  {
    ...by('admin'),
    method: 'PATCH',
    path: '/admin/v1/teams/:id',
    summary: 'Gives a team other limits and budgets, from the next call on.',
    body: { of: 'admin', schema: 'team-change' },
    answer: 'Team',
    handler: async exchange => (await teams()).changeTeam(exchange),
  },
  {
    ...by('admin'),
    method: 'DELETE',
    path: '/admin/v1/teams/:id',
    summary: 'Deletes a team whose keys and admins are all revoked.',
    answer: 'Team',
    handler: async exchange => (await teams()).deleteTeam(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/limits',
    summary: 'The limits in force, and for each holder what is used and left, and until when.',
    query: pages,
    answer: 'LimitStandings',
    handler: async exchange => (await standings()).listLimits(exchange),
  },
  {
    ...by('admin'),
    method: 'PUT',
    path: '/admin/v1/limits/:id',
    summary: 'Makes a limit of many under that name, or changes it, from the next call on.',
    body: { of: 'admin', schema: 'limit' },
    answer: 'Limit',
    handler: async exchange => (await rules()).putLimit(exchange),
  },
  {
    ...by('admin'),
    method: 'DELETE',
    path: '/admin/v1/limits/:id',
    summary: 'Takes away a limit that was made here.',
    answer: 'Limit',
    handler: async exchange => (await rules()).deleteLimit(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/budgets',
    summary: 'The budgets in force, and for each holder what is spent and left, and until when.',
    query: pages,
    answer: 'BudgetStandings',
    handler: async exchange => (await standings()).listBudgets(exchange),
  },
  {
    ...by('admin'),
    method: 'PUT',
    path: '/admin/v1/budgets/:id',
    summary: 'Makes a budget of many under that name, or changes it, from the next call on.',
    body: { of: 'admin', schema: 'budget' },
    answer: 'Budget',
    handler: async exchange => (await rules()).putBudget(exchange),
  },
  {
    ...by('admin'),
    method: 'DELETE',
    path: '/admin/v1/budgets/:id',
    summary: 'Takes away a budget that was made here.',
    answer: 'Budget',
    handler: async exchange => (await rules()).deleteBudget(exchange),
  },
  {
    ...by('admin'),
    method: 'GET',
    path: '/admin/v1/admins',
    summary: 'The admins; never a key itself.',
    query,
    answer: 'Admins',
    handler: async exchange => (await admins()).listAdmins(exchange),
  },
  {
    ...by('admin'),
    method: 'POST',
    path: '/admin/v1/admins',
    summary: 'Makes an admin of no higher role than your own, and shows its key this once.',
    body: { of: 'admin', schema: 'new-admin' },
    answer: 'Admin',
    handler: async exchange => (await admins()).createAdmin(exchange),
  },
  {
    ...by('admin'),
    method: 'GET',
    path: '/admin/v1/admins/:id',
    summary: 'One admin.',
    answer: 'Admin',
    handler: async exchange => (await admins()).showAdmin(exchange),
  },
  {
    ...by('admin'),
    method: 'POST',
    path: '/admin/v1/admins/:id/rotate',
    summary:
      'Gives an admin of no higher role another key, shown this once; the one before is good for a while yet.',
    body: { of: 'admin', schema: 'rotation' },
    answer: 'Admin',
    handler: async exchange => (await admins()).rotateAdmin(exchange),
  },
  {
    ...by('admin'),
    method: 'DELETE',
    path: '/admin/v1/admins/:id',
    summary: 'Revokes an admin of no higher role than your own.',
    answer: 'Admin',
    handler: async exchange => (await admins()).revokeAdmin(exchange),
  },
  {
    ...by('admin'),
    method: 'GET',
    path: '/admin/v1/audit',
    summary: 'What admins did: who, what, to which object, when, from where; the latest first.',
    query,
    answer: 'AuditRows',
    handler: async exchange => (await import('../admin/audit.ts')).listAudit(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/usage',
    summary: 'What was used and what it cost, added up by whatever is asked for.',
    query: {
      by: 'Of day, organisation, team, key, subject, capability, account, provider, model, payer and tag:<name>, with commas.',
      ...spans,
    },
    answer: 'UsageRows',
    handler: async exchange => (await import('../admin/usage.ts')).showUsage(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/calls',
    summary: 'The calls that have ended, the latest first; nothing of what was said in them.',
    query: { ...query, status: 'finished, failed or cancelled.', ...spans },
    answer: 'EndedCalls',
    handler: async exchange => (await import('../admin/calls.ts')).listCalls(exchange),
  },
  {
    ...by('admin'),
    method: 'POST',
    path: '/admin/v1/ledger/reprice',
    summary:
      'Prices attempts anew whose price was not known, or was wrong, by the prices that are known now.',
    body: { of: 'admin', schema: 'reprice' },
    answer: 'Repricing',
    handler: async exchange => (await import('../admin/reprice.ts')).repriceLedger(exchange),
  },
  {
    ...by('viewer'),
    method: 'GET',
    path: '/admin/v1/accounts',
    summary: 'The accounts with vendors, and which of them rest.',
    answer: 'Accounts',
    handler: async exchange => (await import('../admin/accounts.ts')).listAccounts(exchange),
  },
]
