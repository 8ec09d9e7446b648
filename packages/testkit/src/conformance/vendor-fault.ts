import type { ReceivedRequest } from '../scripted-server/received-request.ts'
import type { Reply } from '../scripted-server/reply.ts'

/** What goes wrong between a plugin and its vendor. */
export type VendorFault =
  | {
      /** Something else is answered. */
      readonly kind: 'answer'
      readonly answer: (request: ReceivedRequest) => Reply
      /** How many requests are still answered well. */
      readonly behind?: number
    }
  /** The first half of the vendor's answer. */
  | { readonly kind: 'half'; readonly ending: 'end' | 'cut' | 'hang' }
  /** The vendor's answer with one event more in its middle, if it is a stream of events. */
  | { readonly kind: 'event'; readonly event: unknown }
  /** The vendor's answer in the smallest pieces. */
  | { readonly kind: 'pieces' }
  /** No answer at all. */
  | { readonly kind: 'silence' }

/** Beyond that pieces are of more than one byte, to be done in time. */
const mostPieces = 4000

/** What becomes of an answer under a fault that lets it through. */
export function faulty(whole: Reply, fault: VendorFault | undefined): Reply {
  const bytes = Buffer.concat(whole.chunks)
  if (fault?.kind === 'half') {
    return { ...whole, chunks: [bytes.subarray(0, Math.ceil(bytes.length / 2))], ending: fault.ending }
  }
  if (fault?.kind === 'pieces') {
    const size = Math.ceil(bytes.length / mostPieces)
    const starts = Array.from({ length: Math.ceil(bytes.length / size) || 0 }, (_, index) => index * size)
    return { ...whole, chunks: starts.map(at => bytes.subarray(at, at + size)) }
  }
  if (fault?.kind === 'event') return withEvent(whole, bytes.toString(), fault.event)
  return whole
}

/** Whether an answer is a stream of events that the suite can read. */
export function isEventStream({ status, headers }: Reply): boolean {
  return status < 400 && framingOf(headers) !== undefined
}

function withEvent(whole: Reply, text: string, event: unknown): Reply {
  const framing = framingOf(whole.headers)
  if (!framing) return whole
  const events = text.split(framing.between)
  const middle = Math.ceil((events.length - 1) / 2)
  const chunks = [...events.slice(0, middle), framing.write(event), ...events.slice(middle)]
  return { ...whole, chunks: chunks.filter(Boolean).map(chunk => Buffer.from(chunk)) }
}

interface Framing {
  readonly between: RegExp
  write(event: unknown): string
}

const framings: Readonly<Record<string, Framing>> = {
  'text/event-stream': {
    between: /(?<=\r?\n\r?\n)/,
    write: event => {
      const { type } = (event ?? {}) as { readonly type?: unknown }
      return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(event)}\n\n`
    },
  },
  'application/x-ndjson': { between: /(?<=\n)/, write: event => `${JSON.stringify(event)}\n` },
}

function framingOf(headers: Reply['headers']): Framing | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim() ?? ''
  return Object.hasOwn(framings, type) ? framings[type] : undefined
}
