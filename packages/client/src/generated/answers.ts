// Written by `pnpm client-types`; not by hand.

import type { Metadata, Receipt, Reading, Warning, ChatResult } from './content.ts'

export interface Answer {
  /** The plugin that served it. */
  readonly provider: string | null
  readonly model: string | null
  /** The capability's result. */
  readonly result: { readonly [name: string]: unknown }
  readonly metadata: Metadata
}

/** A call and its tries. What is not known, or not yet, is null. */
export interface Call {
  readonly request_id: string
  readonly capability: string
  readonly asked: string
  readonly channel: string
  readonly mode: 'unary' | 'stream' | 'job' | 'session'
  readonly subject: string | null
  readonly tags: { readonly [name: string]: string | undefined }
  readonly status: 'running' | 'finished' | 'failed' | 'cancelled'
  readonly started_at: string
  readonly ended_at: string | null
  readonly duration_ms: number | null
  readonly cost_usd: number | null
  readonly error: Failure | null
  readonly receipt: Receipt | null
  readonly warnings: readonly Warning[]
  readonly attempts: readonly Attempt[]
}

/** What went wrong, as the answer told of it. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
  /** The field at fault. */
  readonly param?: string
  /** A finer, stable word within the code. */
  readonly reason?: string
  /** What to do about it. */
  readonly hint?: string
  readonly details?: { readonly [name: string]: unknown }
  /** Whose doing it is. */
  readonly origin: 'caller' | 'gateway' | 'provider'
  /** What may help: the same again later, another target, or nothing. */
  readonly recourse: 'same' | 'other' | 'none'
  /** Whether the vendor may have charged for it. */
  readonly billed: 'yes' | 'no' | 'unknown'
  readonly retry_after_ms?: number
}

export interface Attempt {
  readonly number: number
  readonly account: string
  readonly provider: string
  readonly model: string
  readonly payer: 'operator' | 'caller'
  readonly status: 'running' | 'finished' | 'failed' | 'cancelled'
  readonly started_at: string
  readonly ended_at: string | null
  readonly duration_ms: number | null
  readonly first_content_ms: number | null
  /** By meter, each with its certainty. */
  readonly usage: { readonly [name: string]: Reading | undefined } | null
  readonly cost_usd: number | null
  readonly error: Failure | null
}

export interface Explained {
  /** The path that the body would be posted to. */
  readonly path: string
  /** The body, as that path takes it. Headers count as they would there. */
  readonly body: { readonly [name: string]: unknown }
}

export interface Explanation {
  /** In the order in which they would be tried. */
  readonly targets: readonly ExplainedTarget[]
  readonly excluded: readonly {
    readonly account: string
    readonly provider: string
    readonly model: string | null
    /** One word: missing_credentials, not_in_kind, would_lose. */
    readonly reason: string
    readonly message: string
  }[]
}

/** What is not known is null, never 0. */
export interface ExplainedTarget {
  readonly account: string
  readonly provider: string
  readonly model: string
  /** Whose the account is; `caller` where the caller brings the key for it. */
  readonly owner: 'operator' | 'organisation' | 'team' | 'user' | 'caller'
  readonly why: string
  /** That its account rests, because its vendor refused it: those that do not are asked first. */
  readonly resting?: {
    readonly until: string
    readonly why: 'auth' | 'quota' | 'rate_limit'
    /** The model that it rests for; null where it is all. */
    readonly model: string | null
  }
  /** Passed on as it came, or translated. */
  readonly path: 'relay' | 'decoded'
  readonly losses: readonly {
    readonly action: 'coerced' | 'emulated' | 'dropped' | 'added'
    readonly field: string
    readonly reason: string
    readonly in?: 'answer'
  }[]
  readonly input: {
    readonly tokens: number | null
    readonly certainty: 'known' | 'estimated' | 'unknown'
  }
  readonly output: {
    /** Half of the request's own limit. */
    readonly expected_tokens: number | null
    /** The request's own limit, else the model's. */
    readonly most_tokens: number | null
  }
  readonly cost: {
    readonly expected_usd: number | null
    readonly worst_usd: number | null
  }
}

export interface JobFile {
  readonly url: string
  readonly media_type: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
}

/** Work that outlives its request. All addresses in it are of this gateway. */
export interface Job {
  readonly id: string
  readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  readonly progress?: number
  readonly output: readonly string[]
  readonly urls: {
    readonly get: string
    /** To be called with DELETE. */
    readonly cancel: string
    readonly events: string
  }
  readonly provider: string | null
  readonly model: string | null
  readonly error?: Failure
  /** The capability's result. */
  readonly result?: { readonly [name: string]: unknown }
  readonly logs?: readonly string[]
  readonly metadata: JobMetadata
}

/** What happens to a job: the data of a server-sent event, whose name is its type. Types that are not known are to be passed over. */
export type JobEvent =
  | {
      readonly type: 'status'
      readonly at: string
      readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
      readonly progress?: number
      readonly account?: string
      readonly provider?: string
      readonly model?: string
    }
  | {
      readonly type: 'log'
      readonly at: string
      readonly line: string
    }
  | ({
      readonly type: 'artifact'
      readonly at: string
    } & JobFile)
  | ({
      readonly type: 'done'
      readonly at: string
    } & Job)

/** What is not known is null, never 0. */
export interface JobMetadata {
  readonly request_id: string
  readonly capability: string
  readonly asked: string
  readonly account: string | null
  readonly files: readonly JobFile[]
  readonly created_at: string
  readonly started_at: string | null
  readonly ended_at: string | null
  readonly expires_at: string | null
  readonly latency_ms: number | null
  readonly cost_usd: number | null
  /** By meter, each with its certainty. */
  readonly usage: { readonly [name: string]: Reading | undefined } | null
  readonly subject?: string
  readonly webhook?: { readonly [name: string]: unknown }
  /** Whether it outlives the process. */
  readonly durable: boolean
}

/** An answer of chat. */
export interface ChatAnswer {
  readonly provider: string | null
  readonly model: string | null
  readonly result: ChatResult
  readonly metadata: Metadata
}

/** A model that can be named. */
export interface Model {
  /** What `model` is to be: `account/model`. */
  readonly id: string
  readonly object: 'model'
  readonly created: number
  /** The plugin that serves it. */
  readonly owned_by: string
  readonly capabilities: readonly string[]
  readonly abilities?: readonly string[]
  readonly limits?: { readonly [name: string]: number | undefined }
}

export interface Models {
  readonly object: 'list'
  readonly data: readonly Model[]
}

export interface Capabilities {
  readonly capabilities: readonly {
    readonly id: string
    readonly description: string
    readonly modes: readonly ('unary' | 'stream' | 'job' | 'session')[]
    readonly meters: readonly string[]
    /** Whether it may still change. */
    readonly draft: boolean
    /** The kinds by which it can be asked for, by channel. */
    readonly channels: { readonly [name: string]: readonly string[] | undefined }
  }[]
}

export interface WebhookSecret {
  /** `whsec_...`, by the rules of Standard Webhooks. */
  readonly key: string
}

/** docs/reference/errors.md says what each means. Others may be added. */
export type ErrorCode =
  | 'auth'
  | 'permission'
  | 'quota'
  | 'rate_limit'
  | 'overloaded'
  | 'timeout'
  | 'invalid_request'
  | 'context_length'
  | 'content_filter'
  | 'not_found'
  | 'no_route'
  | 'budget'
  | 'conflict'
  | 'upstream'
  | 'network'
  | 'cancelled'
  | 'unavailable'
  | (string & {})

export interface Error {
  readonly error: {
    readonly code: ErrorCode
    readonly message: string
    /** The field at fault. */
    readonly param?: string
    /** A finer, stable word within the code. */
    readonly reason?: string
    /** What to do about it. */
    readonly hint?: string
    readonly details?: { readonly [name: string]: unknown }
    /** Whose doing it is. */
    readonly origin: 'caller' | 'gateway' | 'provider'
    /** What may help: the same again later, another target, or nothing. */
    readonly recourse: 'same' | 'other' | 'none'
    readonly request_id: string
  }
}

export interface OpenAIError {
  readonly error: {
    readonly message: string
    readonly type: string | null
    readonly param: string | null
    readonly code: string | null
    readonly [name: string]: unknown
  }
}
