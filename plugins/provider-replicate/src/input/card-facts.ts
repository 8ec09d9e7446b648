import { models } from '../models.ts'
import type { ModelFacts } from './model-facts.ts'
import type { Target } from './target.ts'

/** `inputs` on a card are the names of the fields, as the vendor has them; undefined where there is no card that says so. */
export function factsOfCard(model: string, target: Target): ModelFacts | undefined {
  const { customRatio, inputs } = models.find(({ id }) => id === model)?.quirks ?? {}
  if (typeof inputs !== 'string') return undefined
  const fields = new Map(inputs.split(' ').map(name => [name, {}]))
  return { target, fields, ...(customRatio === true ? { customRatio } : {}) }
}
