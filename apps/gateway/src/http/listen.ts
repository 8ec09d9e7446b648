import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Log, LucidError } from '@lucid-gateway/core'
import type { Limits } from '../config/config.ts'
import type { App } from '../routes/create-app.ts'
import { limitPipelining } from './pipelining.ts'
import { answerUnparsable } from './unparsable.ts'

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly limits: Limits
  readonly app: App
  readonly log: Log
}

/** How long an idle connection is kept: longer than balancers keep theirs, so that they close first. */
const keepAliveTimeout = 65_000
const checkMs = 1000

export interface Listening {
  readonly server: Server
  readonly port: number
}

export async function listen({ host, port, limits, app, log }: ListenOptions): Promise<Listening> {
  const options = {
    IncomingMessage: app.IncomingMessage,
    ServerResponse: app.ServerResponse,
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(checkMs, limits.headersTimeoutMs),
    keepAliveTimeout,
  }
  const server = createServer(options, limitPipelining(app.listener, log))
  server.maxConnections = limits.connections
  server.on('clientError', answerUnparsable)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', error => reject(cannotListen(error, host, port)))
  server.listen(port, host, resolve)
  await promise
  return { server, port: (server.address() as AddressInfo).port }
}

function cannotListen(error: NodeJS.ErrnoException, host: string, port: number): LucidError {
  const said: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is in use.`,
    EACCES: `Port ${port} may not be listened on by this user.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine.`,
    ENOTFOUND: `${host} is not a known name.`,
  }
  const free = port < 65_535 ? port + 1 : port - 1
  return new LucidError(
    'unavailable',
    said[error.code ?? ''] ?? `Cannot listen on ${host}:${port}: ${error.message}`,
    {
      reason: 'cannot_listen',
      recourse: 'none',
      hint:
        error.code === 'EADDRINUSE'
          ? `Choose another, with PORT=${free} in the environment or --port ${free}, or end what listens there.`
          : 'Choose another with PORT and HOST, or --port and --host.',
      cause: error,
    },
  )
}
