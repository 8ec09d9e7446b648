import type { GatewayOptions } from '../start/gateway.ts'
import { makeKey } from '../access/key-format.ts'
import type { AdminRole } from '../keys/rows.ts'
import { testGateway, type TestGateway } from './test-gateway.ts'

interface Told {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly text: string
}

/** A gateway and its owner. */
export interface AdminWorld extends AsyncDisposable {
  readonly host: TestGateway
  readonly owner: string
  /** Asks `/admin/v1` of the gateway, as the owner unless another key is named. */
  ask(line: string, body?: object, key?: string): Promise<Told>
  /** Makes an admin, and gives its key. */
  admin(role: AdminRole, team?: string): Promise<string>
  /** Makes a key of an application. */
  key(facts?: object): Promise<{ readonly id: string; readonly key: string }>
  /** The status of a call, and the reason of a refusal. */
  call(key: string, path?: string): Promise<readonly [number, string | undefined]>
}

export async function adminWorld(options: GatewayOptions = {}): Promise<AdminWorld> {
  const owner = makeKey('lucid_admin_')
  const host = await testGateway({ ...options, env: { LUCID_ADMIN_KEY: owner, ...options.env } })
  const ask: AdminWorld['ask'] = async (line, body, key = owner) => {
    const [method = '', path = ''] = line.split(' ')
    const answer = await fetch(`${host.url}/admin/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await answer.text()
    return { status: answer.status, body: JSON.parse(text) as Told['body'], text }
  }
  const made = async (line: string, body: object): Promise<{ readonly id: string; readonly key: string }> => {
    const { status, body: answer, text } = await ask(line, body)
    if (status !== 201) throw new Error(text)
    return { id: String(answer['id']), key: String(answer['key']) }
  }
  return {
    host,
    owner,
    ask,
    admin: async (role, team) =>
      (await made('POST /admins', { name: `${team ?? 'all'} ${role}`, role, ...(team ? { team } : {}) })).key,
    key: (facts = {}) => made('POST /keys', { name: 'app', ...facts }),
    async call(key, path = '/v1/chat') {
      const messages = [{ role: 'user', content: 'hi' }]
      const answer = await host.post(
        path,
        { model: 'scripted/echo', messages },
        { authorization: `Bearer ${key}` },
      )
      const { error } = (await answer.json()) as { readonly error?: { readonly reason?: string } }
      return [answer.status, error?.reason]
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  }
}
