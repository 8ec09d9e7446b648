import type { Http, Log, Usage, Warning } from '@lucid-gateway/core'
import type { GenerationOptions } from '../request.ts'
import type { GenerationProvider } from './provider.ts'

/** A provider of the application's own. It runs in the runtime as a plugin does: jobs, time limits, records, files. */
export interface OwnProvider extends GenerationProvider {
  /** `host` or `host:port`, exactly: where `context.http` may go. */
  readonly hosts?: readonly string[]
  /** Where what it made may be fetched from, without credentials. */
  readonly artifactHosts?: readonly string[]
  /** Makes the pictures. The options are checked, and filled with the defaults. */
  generate(options: GenerationOptions, context: OwnContext): Promise<OwnOutput>
}

export interface OwnContext {
  readonly modelId: string
  /** Aborted when the session is cancelled or its time is up. */
  readonly signal: AbortSignal
  /** Goes to the provider's own `hosts` alone. */
  readonly http: Http
  readonly log: Log
  /** Tells the application what could not be taken as asked. */
  warn(warning: Warning): void
}

export interface OwnOutput {
  readonly images: readonly OwnImage[]
  /** What it used; the number of pictures unless said. */
  readonly usage?: Usage
}

/** A picture: its bytes, or where they are fetched from. */
export type OwnImage = OwnImageFacts & ({ readonly bytes: Uint8Array } | { readonly url: string })

interface OwnImageFacts {
  /** As its bytes say, unless they say nothing. */
  readonly mediaType?: string
  readonly seed?: number
  readonly revisedPrompt?: string
}
