import type { Delivery, Piece } from '../delivery.ts'
import type { ReplicateApiError } from './api-error.ts'
import type { ReplicateBehaviour } from './behaviour.ts'

const json = { 'content-type': 'application/json' }
const page = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>'

/** A body in one piece. */
export function jsonAnswer(
  status: number,
  body: object,
  behaviour: ReplicateBehaviour = {},
  headers: Readonly<Record<string, string>> = {},
): Delivery {
  const { fault } = behaviour
  if (fault?.kind === 'html') {
    return bytesAnswer(fault.status ?? 502, Buffer.from(page), 'text/html')
  }
  const shown = fault?.kind === 'body-error' ? (fault.body ?? { detail: 'Internal server error' }) : body
  return bytesAnswer(status, Buffer.from(JSON.stringify(shown)), json['content-type'], behaviour, headers)
}

export function errorAnswer(error: ReplicateApiError, behaviour: ReplicateBehaviour = {}): Delivery {
  const { fault: _, ...calm } = behaviour
  return jsonAnswer(error.status, error.toJSON(), calm, error.headers)
}

/** Bytes, in two pieces, so that a fault can let half of them through. */
export function bytesAnswer(
  status: number,
  bytes: Buffer,
  type: string,
  behaviour: ReplicateBehaviour = {},
  headers: Readonly<Record<string, string>> = {},
): Delivery {
  const half = Math.ceil(bytes.length / 2)
  return {
    status,
    headers: { ...headers, ...behaviour.headers, 'content-type': type },
    pieces: [piece(bytes.subarray(0, half)), piece(bytes.subarray(half))],
    ...(behaviour.fault ? { fault: behaviour.fault } : {}),
  }
}

export function piece(bytes: Buffer): Piece {
  return { bytes, tokens: 0 }
}
