// Written by `pnpm client-types`; not by hand.

import type {
  JsonValue,
  MediaData,
  TextPart,
  FilePart,
  ReasoningPart,
  ToolCallPart,
  RefusalPart,
  SourcePart,
} from './content.ts'

export interface ChatRequest {
  /** A model as GET /v1/models lists it: `account/model`. */
  readonly model?: string
  /** A kind, such as `chat.default`, instead of a model. */
  readonly kind?: string
  /** The channel in which the kind is looked up; `stable` unless said. */
  readonly channel?: string
  /** Answer with server-sent events. */
  readonly stream?: boolean
  readonly messages: readonly (
    | {
        readonly role: 'system' | 'developer'
        readonly content: string | readonly TextPart[]
        readonly name?: string
        readonly extra?: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
    | {
        readonly role: 'user'
        readonly content: string | readonly (TextPart | FilePart)[]
        readonly name?: string
        readonly extra?: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
    | {
        readonly role: 'assistant'
        readonly content:
          | string
          | readonly (
              | TextPart
              | FilePart
              | ReasoningPart
              | ToolCallPart
              | {
                  readonly type: 'tool-result'
                  readonly callId: string
                  readonly name?: string
                  readonly content: string | readonly (TextPart | FilePart)[]
                  readonly failed?: boolean
                  readonly extra?: {
                    readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
                  }
                }
              | RefusalPart
              | SourcePart
            )[]
        readonly name?: string
        readonly extra?: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
    | {
        readonly role: 'tool'
        readonly content: readonly {
          readonly type: 'tool-result'
          readonly callId: string
          readonly name?: string
          readonly content: string | readonly (TextPart | FilePart)[]
          readonly failed?: boolean
          readonly extra?: {
            readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
          }
        }[]
        readonly extra?: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
  )[]
  readonly tools?: readonly (
    | {
        readonly type: 'function'
        readonly name: string
        readonly description?: string
        readonly parameters?: { readonly [name: string]: JsonValue | undefined }
        readonly strict?: boolean
        readonly extra?: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
    | {
        readonly type: 'vendor'
        readonly name: string
        readonly extra: {
          readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
        }
      }
  )[]
  readonly toolChoice?:
    | 'auto'
    | 'none'
    | 'required'
    | {
        readonly type: 'auto' | 'none' | 'required'
      }
    | {
        readonly type: 'tool'
        readonly name: string
      }
    | {
        readonly type: 'allowed'
        readonly mode: 'auto' | 'required'
        readonly names: readonly string[]
      }
  readonly parallelToolCalls?: boolean
  readonly responseFormat?:
    | {
        readonly type: 'text'
      }
    | {
        readonly type: 'json'
      }
    | {
        readonly type: 'json-schema'
        readonly name: string
        readonly schema: { readonly [name: string]: JsonValue | undefined }
        readonly description?: string
        readonly strict?: boolean
      }
  readonly maxOutputTokens?: number
  readonly temperature?: number
  readonly topP?: number
  readonly topK?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly candidates?: number
  readonly reasoning?: {
    readonly effort?: string
    readonly budgetTokens?: number
    readonly summary?: 'auto' | 'concise' | 'detailed'
  }
  readonly logprobs?: {
    readonly top?: number
  }
  readonly verbosity?: string
  readonly user?: string
  readonly metadata?: { readonly [name: string]: string | undefined }
  readonly extra?: { readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined }
}

export interface ImageRequest {
  /** A model as GET /v1/models lists it: `account/model`. */
  readonly model?: string
  /** A kind, such as `chat.default`, instead of a model. */
  readonly kind?: string
  /** The channel in which the kind is looked up; `stable` unless said. */
  readonly channel?: string
  readonly prompt: string
  readonly images?: readonly {
    readonly mediaType: string
    readonly data: MediaData
    readonly filename?: string
  }[]
  readonly mask?: {
    readonly mediaType: string
    readonly data: MediaData
    readonly filename?: string
  }
  readonly n?: number
  readonly size?: string
  readonly aspectRatio?: string
  readonly resolution?: string
  readonly quality?: string
  readonly background?: 'auto' | 'opaque' | 'transparent'
  readonly format?: string
  readonly compression?: number
  readonly negativePrompt?: string
  readonly style?: string
  readonly seed?: number
  readonly steps?: number
  readonly guidance?: number
  readonly strength?: number
  readonly partialImages?: number
  readonly user?: string
  readonly metadata?: { readonly [name: string]: string | undefined }
  readonly options?: { readonly [name: string]: JsonValue | undefined }
  readonly extra?: { readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined }
}

export interface NewKey {
  /** How logs and lists name it. */
  readonly name: string
  /** Whose it is; your own team's, where you are held to one. */
  readonly team?: string
  /** Those that it may use: `chat`. */
  readonly capabilities?: readonly string[]
  /** Those that it may call: `chat.default`, `chat.*`. */
  readonly kinds?: readonly string[]
  /** Those that it may call: `account/model`, `openai/*`. */
  readonly models?: readonly string[]
  /** Paths that it may ask: `/v1/chat/completions`, `/anthropic/*`. */
  readonly routes?: readonly string[]
  /** The channel of calls that name none. */
  readonly channel?: string
  /** Those that it may name. */
  readonly channels?: readonly string[]
  /** Until when it is good. */
  readonly expires_at?: string
  /** How much may be asked for in a time: `{ "requests": 600, "per": "minute" }`. */
  readonly limits?: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  }
  /** How much may be spent: `[{ "usd": 25, "per": "day" }]`; one a span of time. */
  readonly budgets?: readonly {
    readonly usd: number | string
    readonly per: 'day' | 'month' | 'total'
    readonly reserve?: 'strict' | 'expected'
    readonly outputTokens?: number
  }[]
}

export interface KeyChange {
  /** As when it is made; null takes them out, and left out they stay. */
  readonly limits?: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  } | null
  /** The same. */
  readonly budgets?:
    | readonly {
        readonly usd: number | string
        readonly per: 'day' | 'month' | 'total'
        readonly reserve?: 'strict' | 'expected'
        readonly outputTokens?: number
      }[]
    | null
}

export interface KeyRotation {
  /** How long the key before is good beside the new one. A day unless said. */
  readonly overlap_seconds?: number
}

export interface NewTeam {
  readonly id: string
  /** For people; the id unless said. */
  readonly name?: string
  /** How much may be asked for in a time: `{ "requests": 600, "per": "minute" }`. */
  readonly limits?: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  }
  /** How much may be spent: `[{ "usd": 25, "per": "day" }]`; one a span of time. */
  readonly budgets?: readonly {
    readonly usd: number | string
    readonly per: 'day' | 'month' | 'total'
    readonly reserve?: 'strict' | 'expected'
    readonly outputTokens?: number
  }[]
}

export interface TeamChange {
  /** As when it is made; null takes them out, and left out they stay. */
  readonly limits?: {
    readonly requests?: number
    readonly tokens?: number
    readonly images?: number
    readonly concurrency?: number
    readonly per?: 'second' | 'minute' | 'hour' | 'day'
    readonly burst?: number
  } | null
  /** The same. */
  readonly budgets?:
    | readonly {
        readonly usd: number | string
        readonly per: 'day' | 'month' | 'total'
        readonly reserve?: 'strict' | 'expected'
        readonly outputTokens?: number
      }[]
    | null
}

export interface LimitOfMany {
  readonly by: 'organisation' | 'team' | 'key' | 'subject' | 'account' | 'provider' | 'model'
  readonly only?: readonly string[]
  readonly capabilities?: readonly string[]
  readonly requests?: number
  readonly tokens?: number
  readonly images?: number
  readonly concurrency?: number
  readonly per?: 'second' | 'minute' | 'hour' | 'day'
  readonly burst?: number
}

export interface BudgetOfMany {
  readonly by: 'organisation' | 'team' | 'key' | 'subject' | 'tag'
  readonly tag?: string
  readonly only?: readonly string[]
  readonly usd: number | string
  readonly per: 'day' | 'month' | 'total'
  readonly reserve?: 'strict' | 'expected'
  readonly outputTokens?: number
}

export interface NewAdmin {
  readonly name: string
  readonly role: 'viewer' | 'member' | 'admin' | 'owner'
  /** The team that it is held to; your own, where you are held to one. */
  readonly team?: string
  /** Until when its key is good; your own end, where that has one. */
  readonly expires_at?: string
}

export interface AdminRotation {
  /** How long the key before is good beside the new one. A day unless said. */
  readonly overlap_seconds?: number
}

export interface PostAdminV1LedgerReprice {
  /** Those that began from this day or time on. */
  readonly from?: string
  /** Those that began before this day or time. */
  readonly to?: string
  /** Those of this account. */
  readonly account?: string
  /** Those of this model, in the words of its vendor. */
  readonly model?: string
  /** Those alone whose cost is not known, or those alone whose cost is wrong. */
  readonly only?: 'unknown' | 'wrong'
  /** Tells what would be done, and does nothing. */
  readonly dry_run?: boolean
  /** What `next` was of the answer before: one answer is of 5000 attempts at most. */
  readonly after?: string
}
