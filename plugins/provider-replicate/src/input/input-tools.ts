import type { Media, Warning } from '@lucid-gateway/core'
import type { ModelFacts } from './model-facts.ts'

/** What is needed to write an input. */
export interface InputTools {
  readonly facts: ModelFacts
  warn(warning: Warning): void
  /** Gives the address under which the vendor finds a picture. */
  readonly addressOf: (media: Media) => Promise<string>
}

/** Tells of a field that the model is not asked. */
export function dropped(field: string, { facts, warn }: Pick<InputTools, 'facts' | 'warn'>): void {
  const message = facts.fields
    ? 'The model has no field for it.'
    : 'Which fields the model has is not known. Ask for it as owner/name, or give the field in `options`.'
  warn({ type: 'dropped', field, message })
}
