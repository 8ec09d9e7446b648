import type { ModelCard, OptionRule, OptionRules } from '@lucid-gateway/core'
import type { GenerationFeatures } from './features.ts'

/** What a card says of its model. */
export function featuresOf(
  cards: readonly ModelCard[],
  card: ModelCard | undefined,
  modelId: string | undefined,
): GenerationFeatures {
  const models = cards.map(({ id }) => id)
  const first = models.filter(id => id === modelId)
  const known = {
    models: [...first, ...models.filter(id => id !== modelId)],
    ...(modelId === undefined ? {} : { modelId }),
  }
  return card?.options ? { ...known, ...optionsOf(card.options) } : known
}

function optionsOf(rules: OptionRules): Omit<GenerationFeatures, 'models'> {
  const all = Object.entries(rules)
  const untaken = all.flatMap(([field, rule]) => (rule.kind === 'untaken' ? [field] : []))
  const max = rules['n']?.kind === 'range' ? rules['n'].max : undefined
  return {
    options: Object.fromEntries(all.filter(([, rule]) => rule.kind !== 'untaken')),
    untaken,
    ...listed('sizes', rules['size']),
    ...listed('aspectRatios', rules['aspectRatio']),
    ...listed('formats', rules['format']),
    ...(max === undefined ? {} : { maxImages: max }),
    imageInput: !untaken.includes('images') && !takesNone(rules['images']),
  }
}

function listed(name: string, rule: OptionRule | undefined): object {
  if (rule?.kind === 'choice') return { [name]: rule.values.map(String) }
  if (rule?.kind === 'mapped') return { [name]: Object.keys(rule.values) }
  return rule?.kind === 'size' && rule.values ? { [name]: rule.values } : {}
}

function takesNone(rule: OptionRule | undefined): boolean {
  return rule?.kind === 'length' && rule.max === 0
}
