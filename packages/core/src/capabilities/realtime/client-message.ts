import type { JsonObject } from '../../json.ts'
import type { WireId } from '../../content/extra.ts'
import type { Message } from '../chat/message.ts'
import type { RealtimeRequest } from './request.ts'

/** What an application sends in a session. Sound is base64 of the session's input format. */
export type RealtimeClientMessage = { readonly eventId?: string } & (
  | { readonly type: 'session-update'; readonly session: RealtimeRequest }
  | { readonly type: 'audio-append'; readonly base64: string }
  /** Ends the user's turn. */
  | { readonly type: 'audio-commit' }
  /** Forgets sound that was not committed. */
  | { readonly type: 'audio-clear' }
  /** Adds a message to the conversation, after the item of that id or at the end. */
  | { readonly type: 'item-add'; readonly id?: string; readonly message: Message; readonly after?: string }
  | { readonly type: 'item-delete'; readonly id: string }
  /** Says how much of an answer was heard before the user broke in. */
  | { readonly type: 'item-truncate'; readonly id: string; readonly audioEndMs: number }
  | {
      readonly type: 'response-start'
      readonly instructions?: string
      readonly modalities?: readonly ('audio' | 'text')[]
    }
  | { readonly type: 'response-cancel'; readonly responseId?: string }
  /** A message of the vendor's wire that has no word here; refused by targets of another wire. */
  | { readonly type: 'wire'; readonly wire: WireId; readonly message: JsonObject }
)
