import { randomUUID } from 'node:crypto'
import { LucidError } from '@lucid-gateway/core'
import { Cancellation, type LimitState } from '@lucid-gateway/runtime'
import type { Request, Response } from 'express'
import type { Admin } from '../admin/admin.ts'
import type { Caller } from '../access/gate.ts'
import type { Generation } from '../composition/generation.ts'
import type { Host } from '../host.ts'
import { peerOf } from './peer.ts'

/** One request and its answer, with what the gateway knows of both. */
export class Exchange {
  readonly request: Request
  readonly response: Response
  readonly host: Host
  /** What was configured when the request came; holds to its end. */
  readonly generation: Generation
  /** The id of the request and of the call that it makes. */
  readonly id: string
  readonly startedAt: number
  /** The address that the request came from, for the log. */
  readonly peer: string | undefined
  /** Set once the gate has let it in. */
  caller: Caller = {}
  /** Set once an admin was let in. */
  admin: Admin | undefined
  /** What it asked for, for the log. */
  model: string | undefined
  error: LucidError | undefined
  /** The limits that its call was counted by, as they stand. */
  limits: readonly LimitState[] | undefined
  /** The body, where it was read ahead of the route. */
  body: Promise<Uint8Array> | undefined
  /** Whether it is answered to the end also when its client has gone. */
  goesOn = false
  /** Aborted when the client goes away before its answer is whole. */
  readonly signal = new Cancellation()

  constructor(request: Request, response: Response, host: Host) {
    this.request = request
    this.response = response
    this.host = host
    this.generation = host.generation
    this.id = `req_${randomUUID()}`
    this.startedAt = performance.now()
    this.peer = peerOf(request, this.generation.settings.server.trustedProxies)
  }

  get elapsedMs(): number {
    return Math.round(performance.now() - this.startedAt)
  }

  clientGone(): void {
    if (this.goesOn) return
    this.signal.abort(new LucidError('cancelled', 'The client went away.', { reason: 'caller_gone' }))
  }

  /** A header that is given once; undefined if absent or empty. */
  header(name: string): string | undefined {
    const value = this.request.headers[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
}
