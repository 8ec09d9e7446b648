import type { Extra } from '../../content/extra.ts'
import type { JsonObject } from '../../json.ts'

/** A function that the caller runs. */
export interface FunctionTool {
  readonly type: 'function'
  readonly name: string
  readonly description?: string
  /** JSON Schema of the arguments. */
  readonly parameters?: JsonObject
  /** Ask the vendor to hold the arguments to the schema. */
  readonly strict?: boolean
  readonly extra?: Extra
}

/** A tool that the vendor runs or defines, known by its wire only. */
export interface VendorTool {
  readonly type: 'vendor'
  /** The vendor's name of it, such as `web_search`. */
  readonly name: string
  readonly extra: Extra
}

export type Tool = FunctionTool | VendorTool

export type ToolChoice =
  | { readonly type: 'auto' | 'none' | 'required' }
  | { readonly type: 'tool'; readonly name: string }
  /** Only these, in the mode given. */
  | { readonly type: 'allowed'; readonly mode: 'auto' | 'required'; readonly names: readonly string[] }
