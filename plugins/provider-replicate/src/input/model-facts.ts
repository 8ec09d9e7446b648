import type { Target } from './target.ts'

/** A field of a model's input. */
export interface InputField {
  readonly type?: string
  /** The values that it takes, where those are few. */
  readonly choices?: readonly unknown[]
}

/** What has to be known of a model to ask it. */
export interface ModelFacts {
  readonly target: Target
  /** Absent where nobody says which fields there are. */
  readonly fields?: ReadonlyMap<string, InputField>
  /** Width and height count only where the aspect ratio is this word. */
  readonly customRatio?: boolean
}
