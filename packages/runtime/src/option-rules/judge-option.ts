import type {
  ChoiceRule,
  JsonValue,
  LengthRule,
  MappedRule,
  OptionRule,
  RangeRule,
  SizeRule,
} from '@lucid-gateway/core'
import { nearestChoice, sameChoice } from './nearest-choice.ts'
import { isWithin, nearestWithin, sidesOf, unlikeness } from './pixels.ts'

/** A rule that looks at one field alone; `shape` and `mapped` look at two. */
export type PlainRule = ChoiceRule | RangeRule | SizeRule | LengthRule

/** What comes of holding a value to a rule. */
export type Judgement =
  | { readonly as: 'taken' }
  /** Means what is taken, in other words. */
  | { readonly as: 'same'; readonly value: unknown }
  | { readonly as: 'refused'; readonly nearest?: unknown }

const taken: Judgement = Object.freeze({ as: 'taken' })

export function judgeOption(rule: PlainRule, value: unknown): Judgement {
  switch (rule.kind) {
    case 'choice':
      return ofChoice(rule.values, value)
    case 'range':
      return ofRange(rule, value)
    case 'size':
      return ofSize(rule, value)
    case 'length':
      return ofLength(rule, value)
  }
}

/** What a rule takes, for machines. */
export function allowedBy(rule: OptionRule): JsonValue {
  if (rule.kind === 'choice') return [...rule.values]
  if (rule.kind === 'mapped') return Object.keys(rule.values)
  const { kind: _, ...facts } = rule
  return structuredClone(facts) as JsonValue
}

export function ofChoice(values: readonly (string | number | boolean)[], value: unknown): Judgement {
  if (values.includes(value as string)) return taken
  const same = sameChoice(values, value)
  if (same !== undefined) return { as: 'same', value: same }
  return refused(nearestChoice(values, value))
}

/** By the words of a rule whose values are the keys. */
export function ofKeys({ values }: MappedRule, value: unknown): Judgement {
  return ofChoice(Object.keys(values), typeof value === 'number' ? String(value) : value)
}

function ofRange({ min = -Infinity, max = Infinity, step }: RangeRule, value: unknown): Judgement {
  if (typeof value !== 'number') return taken
  const within = Math.min(max, Math.max(min, value))
  const near = step === undefined ? within : multipleNear(within, step, min, max)
  return Math.abs(near - value) <= 1e-9 * Math.max(1, Math.abs(value)) ? taken : refused(near)
}

function multipleNear(value: number, step: number, min: number, max: number): number {
  const slack = 1e-9
  const [least, most] = [Math.ceil(min / step - slack), Math.floor(max / step + slack)]
  const times = Math.min(most, Math.max(least, Math.round(value / step)))
  return Number((times * step).toPrecision(12))
}

function ofSize({ values = [], bounds }: SizeRule, value: unknown): Judgement {
  if (values.includes(value as string)) return taken
  const wanted = sidesOf(value, 'x')
  if (!wanted) return refused(undefined)
  if (bounds && isWithin(wanted, bounds)) return taken
  const bounded = bounds && nearestWithin(wanted, bounds)
  const [best] = [
    ...values.flatMap(text => sidesOf(text, 'x') ?? []),
    ...(bounded ? [bounded] : []),
  ].toSorted((one, other) => unlikeness(wanted, one) - unlikeness(wanted, other))
  return refused(best && `${best.width}x${best.height}`)
}

/** A list can be shortened; a text that is cut says something else, and so does a request for the list that it loses. */
function ofLength({ max }: LengthRule, value: unknown): Judgement {
  if (Array.isArray(value))
    return value.length <= max ? taken : refused(max > 0 ? value.slice(0, max) : undefined)
  if (typeof value !== 'string' || value.length <= max) return taken
  return lengthOf(value) <= max ? taken : refused(undefined)
}

/** In characters as people count them, or in items. */
export function lengthOf(value: string | readonly unknown[]): number {
  return typeof value === 'string' ? [...value].length : value.length
}

function refused(nearest: unknown): Judgement {
  return nearest === undefined ? { as: 'refused' } : { as: 'refused', nearest }
}
