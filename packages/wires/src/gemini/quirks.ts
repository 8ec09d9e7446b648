/** Where a model departs from the wire as it is today, as data. All optional. */
export interface GeminiQuirks {
  /** How it is told how much to think; `level` unless said. */
  readonly thinking?: 'level' | 'budget' | 'none'
  /** Where it thinks by level: those it takes, the least first; all four unless said. */
  readonly levels?: readonly ThinkingLevel[]
  /** Where it thinks by budget: the least it takes; 0 unless said, which is no thinking at all. */
  readonly leastBudget?: number
  /** True where calls of tools must be signed: those of other vendors are then marked as what they are. */
  readonly signedCalls?: boolean
  /** False where the results of tools are text only: files are then sent beside them. */
  readonly filesInResults?: boolean
  /** False where a single file can't be given a level of detail. */
  readonly detail?: boolean
  /** Fields of `generationConfig` that it refuses: dropped with a warning. */
  readonly unsupported?: readonly string[]
  /** What holds for some models only, in order; later rules win. */
  readonly rules?: readonly GeminiRule[]
}

export type ThinkingLevel = 'MINIMAL' | 'LOW' | 'MEDIUM' | 'HIGH'

export interface GeminiRule {
  /** The models it holds for. */
  readonly models: RegExp
  /** `unsupported` is added to what else is unsupported; the rest replaces. */
  readonly quirks: Omit<GeminiQuirks, 'rules'>
}
