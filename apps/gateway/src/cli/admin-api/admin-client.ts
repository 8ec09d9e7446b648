import { readFile } from 'node:fs/promises'
import { LucidError } from '@lucid-gateway/core'
import { adminKeyVariable } from '../../admin/first-admin.ts'
import { withEnvFile } from '../../config/env-file.ts'

export interface AdminPlace {
  readonly url?: string | undefined
  readonly 'admin-key-file'?: string | undefined
}

/** Where the gateway is, and how to answer. */
export const where = {
  url: { type: 'string' },
  'admin-key-file': { type: 'string' },
  json: { type: 'boolean' },
} as const

export type Answer = Readonly<Record<string, unknown>>

/** Asks `/admin/v1` of a gateway that runs, since one process has the data. */
export type AdminClient = (method: string, path: string, body?: object) => Promise<Answer>

const usualUrl = 'http://127.0.0.1:4100'

export async function adminClient(place: AdminPlace): Promise<AdminClient> {
  const env = withEnvFile(process.env, process.cwd())
  const base = (place.url ?? (env['LUCID_URL'] || usualUrl)).replace(/\/+$/, '')
  const key = await keyFrom(place['admin-key-file'], env[adminKeyVariable])
  return async (method, path, body) => {
    const answer = await ask(`${base}/admin/v1${path}`, {
      method,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${key}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const told = (await answer.json().catch(() => ({}))) as Answer
    if (answer.ok) return told
    throw refusal(answer.status, told, base)
  }
}

async function keyFrom(file: string | undefined, given: string | undefined): Promise<string> {
  const key = file === undefined ? given : (await readFile(file, 'utf8')).trim()
  if (key) return key
  throw new LucidError('auth', 'There is no admin key.', {
    reason: 'missing_key',
    hint: `Set ${adminKeyVariable}, or name a file that holds the key by --admin-key-file. The gateway showed the first one when it first started.`,
  })
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    const { cause } = error as Error
    const why = cause instanceof Error ? cause.message : (error as Error).message
    throw new LucidError('network', `No gateway answers at ${new URL(url).origin}: ${why}`, {
      reason: 'no_gateway',
      hint: 'Start it, or name another by --url or LUCID_URL.',
      cause: error,
    })
  }
}

function refusal(status: number, { error }: Answer, base: string): Error {
  const said = error as Said | undefined
  const hint = said?.message === undefined ? 'See that it is the address of a gateway.' : hintOf(said)
  return new LucidError('upstream', said?.message ?? `${base} answered with status ${status}.`, {
    reason: 'refused',
    ...(hint === undefined ? {} : { hint }),
  })
}

interface Said {
  readonly message?: string
  readonly hint?: string
}

/** What would help, in commands where the gateway speaks of paths. What it says of bodies is of none that are written here. */
function hintOf({ hint }: Said): string | undefined {
  if (hint?.includes('/openapi.json describes')) return undefined
  return hint
    ?.replace(/GET \/admin\/v1\/(keys|teams|admins|limits|budgets)\b(?!\/)/g, '`lucid $1 list`')
    .replace(/PATCH \/admin\/v1\/(keys|teams)\/<id>/g, '`lucid $1 change <id>`')
}
