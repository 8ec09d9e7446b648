import { parse, UsageError } from '../arguments.ts'
import { columns, print, printError } from '../print.ts'
import { type AdminClient, adminClient, type Answer } from './admin-client.ts'
import { secondsOf, timeOf } from './duration.ts'

const where = {
  url: { type: 'string' },
  'admin-key-file': { type: 'string' },
  json: { type: 'boolean' },
} as const

const scopes = ['capabilities', 'kinds', 'models', 'routes', 'channels'] as const

type Action = (
  client: () => Promise<AdminClient>,
  positionals: readonly string[],
  values: Values,
) => Promise<Answer>
type Values = Readonly<Record<string, string | boolean | undefined>>

const actions: Readonly<Record<string, { readonly options: readonly string[]; readonly run: Action }>> = {
  create: { options: ['name', 'team', 'channel', 'expires', ...scopes], run: create },
  list: { options: [], run: list },
  rotate: { options: ['overlap'], run: rotate },
  revoke: { options: [], run: revoke },
}

/** The keys of a gateway that runs. */
export async function run([word = '', ...rest]: readonly string[]): Promise<number> {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined
  if (!action) throw new UsageError(`Say what to do: ${Object.keys(actions).join(', ')}.`)
  const own = Object.fromEntries(action.options.map(name => [name, { type: 'string' } as const]))
  const { values, positionals } = parse(rest, { ...own, ...where })
  const said = values as Values & { readonly url?: string; readonly 'admin-key-file'?: string }
  const answer = await action.run(() => adminClient(said), positionals, said)
  if (said.json) print(JSON.stringify(answer, null, 2))
  else show(answer)
  return 0
}

async function create(
  client: Parameters<Action>[0],
  positionals: readonly string[],
  values: Values,
): Promise<Answer> {
  const { name, team, channel, expires } = values
  if (typeof name !== 'string' || positionals.length > 0)
    throw new UsageError('Name the key: keys create --name my-app.')
  const lists = scopes.flatMap(scope => {
    const list = values[scope]
    return typeof list === 'string' ? [[scope, list.split(',').map(one => one.trim())] as const] : []
  })
  const body = {
    name,
    ...Object.fromEntries(lists),
    ...(typeof team === 'string' ? { team } : {}),
    ...(typeof channel === 'string' ? { channel } : {}),
    ...(typeof expires === 'string' ? { expires_at: timeOf(expires, 'expires') } : {}),
  }
  return (await client())('POST', '/keys', body)
}

async function list(client: Parameters<Action>[0], positionals: readonly string[]): Promise<Answer> {
  if (positionals.length > 0) throw new UsageError('keys list takes no name.')
  const ask = await client()
  const data: Answer[] = []
  let after = ''
  do {
    const page = await ask('GET', `/keys?limit=500${after}`)
    data.push(...(page['data'] as readonly Answer[]))
    after = typeof page['next'] === 'string' ? `&after=${encodeURIComponent(page['next'])}` : ''
  } while (after !== '')
  return { data }
}

async function rotate(
  client: Parameters<Action>[0],
  positionals: readonly string[],
  { overlap }: Values,
): Promise<Answer> {
  const path = pathOf(positionals, 'rotate')
  const body = typeof overlap === 'string' ? { overlap_seconds: secondsOf(overlap, 'overlap') } : {}
  return (await client())('POST', `${path}/rotate`, body)
}

async function revoke(client: Parameters<Action>[0], positionals: readonly string[]): Promise<Answer> {
  const path = pathOf(positionals, 'revoke')
  return (await client())('DELETE', path)
}

function pathOf([id, ...more]: readonly string[], action: string): string {
  if (id === undefined || more.length > 0)
    throw new UsageError(`Name the key by its id: keys ${action} key_... (keys list tells them).`)
  return `/keys/${encodeURIComponent(id)}`
}

/** A new key alone on standard output, so that it can be piped to where it belongs. */
function show(answer: Answer): void {
  const { data, key } = answer
  if (Array.isArray(data)) return print(columns([heads, ...(data as readonly Answer[]).map(rowOf)]))
  const { id, name, status, overlap_until: overlap } = answer
  if (typeof key !== 'string') return print(`${String(id)} (${String(name)}) is ${String(status)}.`)
  print(key)
  printError(
    `This is ${String(id)} (${String(name)}). The key is shown this once; the gateway keeps its hash.`,
  )
  if (typeof overlap === 'string') printError(`The key before is good until ${overlap}.`)
}

const heads = ['ID', 'NAME', 'KEY', 'TEAM', 'STATUS', 'EXPIRES', 'FROM']

function rowOf(key: Answer): readonly string[] {
  const cells = [
    key['id'],
    key['name'],
    key['shown'],
    key['team'],
    key['status'],
    key['expires_at'],
    key['from'],
  ]
  return cells.map(cell => (typeof cell === 'string' ? cell : '-'))
}
