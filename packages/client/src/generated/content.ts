// Written by `pnpm client-types`; not by hand.

/** What is not known is null, never 0. */
export interface Metadata {
  readonly request_id: string
  readonly latency_ms: number
  readonly tokens_used: number | null
  /** Whether the vendor left some of the tokens unsaid. */
  readonly tokens_estimated?: boolean
  readonly cost_usd: number | null
  readonly account: string | null
  readonly channel: string
  readonly attempts: number
  readonly warnings?: readonly Warning[]
  readonly receipt?: Receipt
  readonly [name: string]: unknown
}

/** How it was served, and what translation did on the way. */
export interface Receipt {
  /** Passed on as it came, or translated. */
  readonly path: 'relay' | 'decoded'
  readonly target: string
  readonly why: string
  readonly entries: readonly {
    readonly action: 'coerced' | 'emulated' | 'dropped' | 'added'
    readonly field: string
    readonly reason: string
    readonly in?: 'answer'
  }[]
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined }

export type Extra = {
  readonly [name: string]: { readonly [name: string]: JsonValue | undefined } | undefined
}

/** Bytes, or where they are. */
export type MediaData =
  | {
      readonly kind: 'base64'
      readonly base64: string
    }
  | {
      readonly kind: 'url'
      readonly url: string
    }
  | {
      readonly kind: 'reference'
      readonly id: string
    }

/** How much of one meter was used, and how sure that is. */
export type Reading =
  | {
      readonly certainty: 'known' | 'estimated'
      readonly quantity: number
    }
  | {
      readonly certainty: 'unknown'
      readonly atMost?: number
    }

export interface Usage {
  readonly meters: { readonly [name: string]: Reading | undefined }
  /** The vendor's own words for it, as they came. */
  readonly raw?: unknown
}

export interface Warning {
  readonly type: 'dropped' | 'coerced' | 'emulated' | 'deprecated' | 'note'
  /** The field of the request: `tools[0].strict`. */
  readonly field?: string
  readonly message: string
}

export interface FinishReason {
  readonly unified: 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'
  /** The vendor's own word. */
  readonly raw?: string
}

export interface TextPart {
  readonly type: 'text'
  readonly text: string
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface FilePart {
  readonly type: 'file'
  readonly mediaType: string
  readonly data: MediaData
  readonly filename?: string
  readonly detail?: string
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface ReasoningPart {
  readonly type: 'reasoning'
  readonly text: string
  readonly signature?: string
  readonly encrypted?: string
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface ToolCallPart {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: string
  /** The arguments as the JSON text that the model wrote, valid or not. */
  readonly input: string
  /** True where the vendor ran the tool itself. */
  readonly executed?: boolean
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface ToolResultPart {
  readonly type: 'tool-result'
  readonly callId: string
  readonly name?: string
  readonly content: readonly (TextPart | FilePart)[]
  readonly failed?: boolean
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface RefusalPart {
  readonly type: 'refusal'
  readonly text: string
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface SourcePart {
  readonly type: 'source'
  readonly url?: string
  readonly title?: string
  readonly start?: number
  readonly end?: number
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export type AssistantContent =
  | TextPart
  | FilePart
  | ReasoningPart
  | ToolCallPart
  | ToolResultPart
  | RefusalPart
  | SourcePart

export interface ChatAlternative {
  readonly content: readonly AssistantContent[]
  readonly finish: FinishReason
  readonly logprobs?: unknown
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

/** What the model wrote, in the order in which it wrote it. */
export interface ChatResult {
  readonly content: readonly AssistantContent[]
  readonly finish: FinishReason
  readonly created?: number
  readonly logprobs?: unknown
  readonly alternatives?: readonly ChatAlternative[]
  readonly id?: string
  readonly model?: string
  readonly metadata?: { readonly [name: string]: string | number | boolean | undefined }
  readonly usage: Usage
  readonly warnings?: readonly Warning[]
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

/** One event of a stream: the data of a server-sent event whose name is its type. Types that are not known are to be passed over. */
export type ChatEvent =
  | {
      readonly type: 'start'
      readonly id?: string
      readonly model?: string
      readonly metadata?: { readonly [name: string]: string | number | boolean | undefined }
      readonly created?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'text-start'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'text-delta'
      readonly id: string
      readonly text: string
      readonly logprobs?: unknown
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'text-end'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'reasoning-start'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'reasoning-delta'
      readonly id: string
      readonly text: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'reasoning-end'
      readonly id: string
      readonly signature?: string
      readonly encrypted?: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'refusal-start'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'refusal-delta'
      readonly id: string
      readonly text: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'refusal-end'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'tool-call-start'
      readonly id: string
      readonly name: string
      readonly executed?: boolean
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'tool-call-delta'
      readonly id: string
      readonly input: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | {
      readonly type: 'tool-call-end'
      readonly id: string
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }
  | (FilePart & {
      readonly choice?: number
    })
  | (SourcePart & {
      readonly choice?: number
    })
  | (ToolResultPart & {
      readonly choice?: number
    })
  | {
      readonly type: 'warning'
      readonly warning: Warning
    }
  | {
      readonly type: 'usage'
      readonly usage: Usage
    }
  | {
      readonly type: 'finish'
      readonly finish: FinishReason
      readonly choice?: number
      /** Fields of a wire that has more words, by wire. */
      readonly extra?: Extra
    }

/** The data of the event `done`, which ends each stream that came to a good end. */
export interface StreamEnd {
  readonly provider: string | null
  readonly model: string | null
  readonly metadata: Metadata
}

export interface GeneratedImage {
  readonly mediaType: string
  readonly data: MediaData
  readonly filename?: string
  readonly width?: number
  readonly height?: number
  readonly seed?: number
  /** The prompt that the vendor used instead of the caller's. */
  readonly revisedPrompt?: string
  /** True where the vendor blurred or blanked it by a policy. */
  readonly filtered?: boolean
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}

export interface ImageResult {
  readonly images: readonly GeneratedImage[]
  readonly created?: number
  readonly id?: string
  readonly model?: string
  readonly metadata?: { readonly [name: string]: string | number | boolean | undefined }
  readonly usage: Usage
  readonly warnings?: readonly Warning[]
  /** Fields of a wire that has more words, by wire. */
  readonly extra?: Extra
}
