import type { WireId } from '../../content/extra.ts'
import type { ErrorRecord } from '../../errors/lucid-error.ts'
import type { JsonObject } from '../../json.ts'
import type { Usage } from '../../usage/usage.ts'
import type { StartPart, UsagePart, WarningPart } from '../part-events.ts'

/** Content of one response; an item is a message of the conversation. */
interface OfItem {
  readonly itemId: string
  readonly responseId?: string
}

interface OfCall extends OfItem {
  /** The id of the tool call. */
  readonly callId: string
}

/** What a model sends in a session. Sound is base64 of the session's output format; times are from its beginning. */
export type RealtimeServerMessage = { readonly eventId?: string } & (
  | (StartPart & { readonly expiresAt?: number })
  | { readonly type: 'session-update' }
  | { readonly type: 'speech-start'; readonly itemId?: string; readonly atMs?: number }
  | { readonly type: 'speech-end'; readonly itemId?: string; readonly atMs?: number }
  /** The user's turn has become an item. */
  | { readonly type: 'audio-commit'; readonly itemId: string }
  | { readonly type: 'heard-delta'; readonly itemId: string; readonly text: string }
  /** What the user said, as far as it was understood; wins over its deltas. */
  | { readonly type: 'heard-end'; readonly itemId: string; readonly text: string; readonly language?: string }
  | {
      readonly type: 'item-add'
      readonly id: string
      readonly role?: 'user' | 'assistant' | 'system' | 'tool'
    }
  | { readonly type: 'item-delete'; readonly id: string }
  | { readonly type: 'response-start'; readonly responseId: string }
  | ({ readonly type: 'text-delta'; readonly text: string } & OfItem)
  | ({ readonly type: 'text-end' } & OfItem)
  | ({ readonly type: 'audio-delta'; readonly base64: string } & OfItem)
  | ({ readonly type: 'audio-end' } & OfItem)
  /** The words of the audio. */
  | ({ readonly type: 'transcript-delta'; readonly text: string } & OfItem)
  | ({ readonly type: 'transcript-end'; readonly text?: string } & OfItem)
  | ({ readonly type: 'tool-call-start'; readonly name: string } & OfCall)
  | ({ readonly type: 'tool-call-delta'; readonly input: string } & OfCall)
  | ({ readonly type: 'tool-call-end'; readonly input?: string } & OfCall)
  | {
      readonly type: 'response-end'
      readonly responseId: string
      readonly status: 'completed' | 'cancelled' | 'incomplete' | 'failed'
      /** The vendor's own word for why. */
      readonly raw?: string
      /** What this response used; `usage` messages sum up the session. */
      readonly usage?: Usage
    }
  | WarningPart
  | UsagePart
  /** Something went wrong; the session goes on unless `fatal`. */
  | { readonly type: 'error'; readonly error: ErrorRecord; readonly fatal: boolean }
  /** An event of the vendor's wire that has no word here. */
  | { readonly type: 'wire'; readonly wire: WireId; readonly message: JsonObject }
)
