/** What a model, or a vendor who speaks this wire too, takes otherwise than the newest models do. As data, all optional. */
export interface MessagesQuirks {
  /** How the model is told to think: by an effort (`adaptive`), by a number of tokens (`budget`) or by either. */
  readonly thinking?: 'adaptive' | 'budget' | 'either'
  /** False where thinking can't be switched off. */
  readonly thinkingOff?: boolean
  /** The efforts of `output_config` that are taken, the least first: others go as the nearest. From low to max unless said. */
  readonly efforts?: readonly string[]
  /** False where there are no system messages between the others. */
  readonly systemMessages?: boolean
  /** True where not both of `temperature` and `top_p` may be set. */
  readonly oneSampler?: boolean
  /** Top-level fields that are refused: dropped with a warning. */
  readonly unsupported?: readonly string[]
  /** What holds for some models only, in order; later rules win. */
  readonly rules?: readonly MessagesRule[]
}

export interface MessagesRule {
  /** The models it holds for. */
  readonly models: RegExp
  /** `unsupported` is added to what else is unsupported; the rest replaces. */
  readonly quirks: Omit<MessagesQuirks, 'rules'>
}
