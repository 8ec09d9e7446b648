import { LucidError } from '@lucid-gateway/core'
import { isLoopback } from '../access/keyless-rule.ts'
import type { Settings } from '../config/config.ts'
import type { Env } from '../config/env-file.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

const standard: Address = { host: '127.0.0.1', port: 4100 }

/** Where to listen: the command line outranks the environment, and that the config. */
export function addressOf(asked: Partial<Address>, env: Env, { server }: Settings): Address {
  return {
    host: asked.host ?? (env['HOST'] || undefined) ?? server.host ?? standard.host,
    port: asked.port ?? portOf(env['PORT']) ?? server.port ?? standard.port,
  }
}

export function portOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new LucidError('unavailable', `"${text}" is not a port.`, {
    reason: 'bad_port',
    recourse: 'none',
    hint: 'Set PORT or --port to a number from 0 to 65535.',
  })
}

/** Whether nobody but this machine can reach the address. */
export function isPrivateTo({ host }: Address): boolean {
  return host === 'localhost' || isLoopback(host)
}

export function urlOf({ host, port }: Address): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`
}
