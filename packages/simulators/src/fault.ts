/**
 * How an answer goes wrong on its way. `after` counts the events of a stream that still arrive; absent means that
 * not even the head does. An answer in one piece counts as one event of which only half arrives.
 */
export type Fault =
  /** The connection is reset. */
  | { readonly kind: 'reset'; readonly after?: number }
  /** The connection is closed, as if that were all. */
  | { readonly kind: 'close'; readonly after?: number }
  /** The answer ends in good order, but early. */
  | { readonly kind: 'end'; readonly after?: number }
  /** Nothing more comes, and the connection stays open. */
  | { readonly kind: 'hang'; readonly after?: number }
  /** An error comes as an event of the stream, which then ends. */
  | { readonly kind: 'error-event'; readonly after?: number; readonly body?: unknown }
  /** A line that is no JSON comes as an event. */
  | { readonly kind: 'garbage-event'; readonly after?: number }
  /** Status 200, and the body is an error. */
  | { readonly kind: 'body-error'; readonly body?: unknown }
  /** A proxy's page instead of an answer. */
  | { readonly kind: 'html'; readonly status?: number }
  /** One byte at a time. */
  | { readonly kind: 'trickle'; readonly everyMs: number }
  /** So many bytes at a time, each in a write of its own. */
  | { readonly kind: 'split'; readonly size: number }
  /** So many comment lines before each event. */
  | { readonly kind: 'comments'; readonly size: number }
  /** The answer lacks what should be there. */
  | { readonly kind: 'without'; readonly what: 'usage' | 'done' | 'finish' }
