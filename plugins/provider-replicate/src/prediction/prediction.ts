/** What the vendor tells of a prediction, as far as it is read here. https://replicate.com/docs/reference/http#predictions.get */
export interface Prediction {
  readonly id: string
  /** `starting`, `processing`, `succeeded`, `failed`, `canceled`, `aborted`, and those to come. */
  readonly status: string
  readonly model?: string | null
  readonly input?: Readonly<Record<string, unknown>> | null
  readonly output?: unknown
  readonly error?: unknown
  readonly logs?: string | null
  readonly data_removed?: boolean | null
  readonly created_at?: string | null
  readonly started_at?: string | null
  readonly completed_at?: string | null
  readonly deadline?: string | null
  readonly metrics?: { readonly predict_time?: number | null } | null
}
