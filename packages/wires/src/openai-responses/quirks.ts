/** Where a vendor departs from the wire, as data. All optional; what is absent is as OpenAI documents it. */
export interface ResponsesQuirks {
  /** The role of system messages; unless said, each goes as it came. */
  readonly systemRole?: 'system' | 'developer'
  /** Top-level fields that the vendor refuses or ignores: dropped with a warning. */
  readonly unsupported?: readonly string[]
  /** True where the vendor gives its reasoning in encrypted form to who does not let it keep the answer. */
  readonly encryptedReasoning?: boolean
  /** The least that the vendor takes as a bound of the output; a lower one is raised to it. */
  readonly leastOutputTokens?: number
  /** The reasoning efforts that are taken, the least first: others go as the nearest, budgets too; any unless said. */
  readonly efforts?: readonly string[]
  /** What holds for some models only, in order; later rules win. */
  readonly rules?: readonly ResponsesRule[]
}

export interface ResponsesRule {
  /** The models it holds for. */
  readonly models: RegExp
  /** It does not hold where the reasoning effort asked for is one of these. */
  readonly unlessEffort?: readonly string[]
  /** `unsupported` is added to what else is unsupported; the rest replaces. */
  readonly quirks: Omit<ResponsesQuirks, 'rules'>
}
