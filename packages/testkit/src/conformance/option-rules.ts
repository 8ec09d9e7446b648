import type { Capability, MappedRule, OptionRule, OptionRules, Plugin, SizeRule } from '@lucid-gateway/core'
import { checkOptions } from '@lucid-gateway/runtime'
import { ensure } from './check.ts'

/** What a card says wrongly of a request's fields is refused to those who ask rightly. */
export async function checkOptionRules({ models, capabilities }: Plugin): Promise<void> {
  for (const { id, capabilities: served, options } of models) {
    if (!options) continue
    const serving = served.flatMap(each => capabilities[each] ?? [])
    const prefix = `The card of "${id}" has in its options`
    for (const [field, rule] of Object.entries(options)) {
      await checkField(prefix, field, serving)
      if (rule.kind === 'mapped') await checkField(prefix, rule.to, serving)
      checkRule(`${prefix} for "${field}"`, rule, options)
    }
  }
}

async function checkField(prefix: string, field: string, serving: readonly Capability[]): Promise<void> {
  for (const capability of serving) if (await hasField(capability, field)) return
  ensure(false, `${prefix} "${field}", which is no field of ${serving.map(({ id }) => id).join(' or ')}.`)
}

/** By what its schema says to a value that fits no field: a field that it knows is at fault itself. */
async function hasField({ request }: Capability, field: string): Promise<boolean> {
  const { issues } = await request['~standard'].validate({ [field]: Symbol('no value') })
  if (!issues) return true
  return issues.some(({ path: [first] = [] }) => (typeof first === 'object' ? first.key : first) === field)
}

function checkRule(prefix: string, rule: OptionRule, rules: OptionRules): void {
  switch (rule.kind) {
    case 'choice':
      return ensure(rule.values.length > 0, `${prefix} a choice of no values.`)
    case 'range': {
      const { min = -Infinity, max = Infinity, step } = rule
      ensure(min <= max, `${prefix} a range from ${min} to ${max}.`)
      if (step === undefined) return
      ensure(step > 0, `${prefix} a range with steps of ${step}.`)
      return ensure(Math.ceil(min / step) * step <= max, `${prefix} a range that has no value.`)
    }
    case 'length':
      return ensure(rule.max >= 0, `${prefix} a length of at most ${rule.max}.`)
    case 'size':
      return checkSize(prefix, rule)
    case 'mapped':
      return checkMapped(prefix, rule, rules)
    case 'shape':
      return ensure(
        fillsNothing(rules['aspectRatio']),
        `${prefix} that its shape becomes aspectRatio, which is not taken as it is.`,
      )
    case 'untaken':
      return
    default: {
      const { kind } = rule as { readonly kind: unknown }
      ensure(false, `${prefix} a rule of the kind "${String(kind)}", which nobody knows.`)
    }
  }
}

function checkSize(prefix: string, { values, bounds }: SizeRule): void {
  ensure(values?.length || bounds, `${prefix} neither values nor bounds.`)
  for (const value of values ?? [])
    ensure(/^[1-9]\d*x[1-9]\d*$/.test(value), `${prefix} "${value}", which is no size, such as 1024x768.`)
  if (!bounds) return
  const { minSide, maxSide, step = 1, minPixels = 0, maxPixels = Infinity, maxRatio = 1 } = bounds
  const [least, most] = [Math.ceil(minSide / step) * step, Math.floor(maxSide / step) * step]
  const isSound = minSide > 0 && step > 0 && maxRatio >= 1 && minPixels <= maxPixels
  ensure(
    isSound && least <= most && least * least <= maxPixels && most * most >= minPixels,
    `${prefix} bounds that no size keeps to.`,
  )
}

function checkMapped(prefix: string, { to, values }: MappedRule, rules: OptionRules): void {
  ensure(Object.keys(values).length > 0, `${prefix} no values that it maps.`)
  const rule = rules[to]
  ensure(
    fillsNothing(rule),
    `${prefix} that it fills "${to}", which fills another field itself or is not taken.`,
  )
  if (!rule) return
  for (const value of Object.values(values)) {
    const { error } = checkOptions({ [to]: rule }, { [to]: value }, 'the model')
    ensure(!error, `${prefix} that it fills "${to}" with "${value}", which its own rule refuses.`)
  }
}

function fillsNothing(rule: OptionRule | undefined): boolean {
  return !rule || !['shape', 'mapped', 'untaken'].includes(rule.kind)
}
