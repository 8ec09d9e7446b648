import type { LucidError, MappedRule, OptionRule, OptionRules, Warning } from '@lucid-gateway/core'
import { type Judgement, judgeOption, ofChoice, ofKeys } from './judge-option.ts'
import { isSameShape, shapeOf, sidesOf } from './pixels.ts'
import { refusal, saidShort } from './refusal.ts'

/** A request as a target takes it. */
export interface Held<R extends object = object> {
  /** The very one that was given where nothing had to change. */
  readonly request: R
  /** What was changed, or left out. */
  readonly warnings: readonly Warning[]
  /** Why it can't be sent. */
  readonly error?: LucidError
}

/** For the target that was asked for: what it does not take is an error that names what it does. */
export function checkOptions<R extends object>(rules: OptionRules, request: R, target: string): Held<R> {
  return new Holding(rules, request, target, false).held()
}

/** For a target that stands in for another: what it does not take becomes the nearest that it does. */
export function fitOptions<R extends object>(rules: OptionRules, request: R, target: string): Held<R> {
  return new Holding(rules, request, target, true).held()
}

type Fields = Readonly<Record<string, unknown>>

/** One request being held to one model's rules. */
class Holding<R extends object> {
  readonly #rules: OptionRules
  readonly #given: R
  readonly #target: string
  readonly #fits: boolean
  readonly #warnings: Warning[] = []
  #fields: Fields
  #error: LucidError | undefined

  constructor(rules: OptionRules, request: R, target: string, fits: boolean) {
    this.#rules = rules
    this.#given = request
    this.#fields = request as Fields
    this.#target = target
    this.#fits = fits
  }

  /** What fills another field comes before what that field is held to. */
  held(): Held<R> {
    const rules = Object.entries(this.#rules)
    for (const [field, rule] of rules) if (rule.kind === 'shape') this.#hold(field, rule)
    for (const [field, rule] of rules) if (rule.kind === 'mapped') this.#hold(field, rule)
    for (const [field, rule] of rules)
      if (rule.kind !== 'shape' && rule.kind !== 'mapped') this.#hold(field, rule)
    if (this.#error) return { request: this.#given, warnings: [], error: this.#error }
    return { request: this.#fields as R, warnings: this.#warnings }
  }

  #hold(field: string, rule: OptionRule): void {
    const value = Object.hasOwn(this.#fields, field) ? this.#fields[field] : undefined
    if (value === undefined || value === null || this.#error) return
    switch (rule.kind) {
      case 'untaken':
        return this.#leaveOut(field, value)
      case 'shape':
        return this.#shape(field, value)
      case 'mapped':
        return this.#map(field, rule, value)
      case 'choice':
      case 'range':
      case 'size':
      case 'length':
        return this.#settle(field, rule, value, judgeOption(rule, value))
    }
  }

  #settle(field: string, rule: OptionRule, value: unknown, found: Judgement): void {
    if (found.as === 'taken') return
    if (found.as === 'same') return this.#set({ [field]: found.value })
    if (value === 'auto') return this.#set({ [field]: undefined })
    if (!this.#fits) return this.#refuse(field, rule, value, found.nearest)
    if (found.nearest !== undefined) {
      this.#set({ [field]: found.nearest })
      const isCut = rule.kind === 'length'
      return this.#warn(
        isCut ? 'dropped' : 'coerced',
        field,
        this.#instead(field, rule, value, found.nearest),
      )
    }
    if (rule.kind === 'length') return this.#refuse(field, rule, value, undefined)
    this.#leaveOut(field, value)
  }

  /** The shape of a size, in the words that the model has for shapes. */
  #shape(field: string, value: unknown): void {
    const sides = sidesOf(value, 'x')
    if (!sides && (this.#fits || value === 'auto')) return this.#leaveOut(field, value)
    if (!sides) return this.#refuse(field, shapeRule, value)
    const shape = shapeOf(sides)
    const asked = sidesOf(this.#fields['aspectRatio'], ':')
    if (asked) return this.#shapeIsSaid(field, isSameShape(asked, sides))
    const rule = this.#rules['aspectRatio']
    const found: Judgement = rule?.kind === 'choice' ? ofChoice(rule.values, shape) : { as: 'taken' }
    if (found.as === 'refused' && !this.#fits)
      return this.#refuse(field, rule as OptionRule, value, found.nearest, 'aspectRatio')
    const taken = found.as === 'taken' ? shape : found.as === 'same' ? found.value : found.nearest
    if (taken === undefined) return this.#leaveOut(field, value)
    this.#set({ [field]: undefined, aspectRatio: taken })
    const what = found.as === 'refused' ? 'the nearest shape' : 'its shape'
    this.#warn(
      'coerced',
      field,
      `${this.#target} takes no exact size; ${what} is aspectRatio of ${saidShort(taken)}.`,
    )
  }

  #shapeIsSaid(field: string, isSame: boolean): void {
    this.#set({ [field]: undefined })
    const says = isSame ? 'which aspectRatio says' : 'and aspectRatio says another'
    this.#warn(isSame ? 'coerced' : 'dropped', field, `${this.#target} takes the shape alone, ${says}.`)
  }

  #map(field: string, rule: MappedRule, value: unknown): void {
    const found = ofKeys(rule, value)
    if (found.as === 'refused' && value === 'auto') return this.#set({ [field]: undefined })
    if (found.as === 'refused' && (!this.#fits || found.nearest === undefined))
      return this.#fits ? this.#leaveOut(field, value) : this.#refuse(field, rule, value, found.nearest)
    const key = String(found.as === 'taken' ? value : found.as === 'same' ? found.value : found.nearest)
    const meant = rule.values[key]
    const said = this.#fields[rule.to]
    if (said !== undefined && said !== meant) {
      this.#set({ [field]: undefined })
      return this.#warn('dropped', field, `${this.#target} has ${rule.to} for it, which says otherwise.`)
    }
    this.#set({ [field]: undefined, [rule.to]: meant })
    if (found.as === 'refused') this.#warn('coerced', field, this.#instead(field, rule, value, key))
  }

  /** `auto` asks for what comes of leaving it out. */
  #leaveOut(field: string, value: unknown): void {
    this.#set({ [field]: undefined })
    if (value !== 'auto') this.#warn('dropped', field, `${this.#target} ${this.#notTaken(field, value)}.`)
  }

  #notTaken(field: string, value: unknown): string {
    return this.#rules[field]?.kind === 'untaken'
      ? `takes no ${field}`
      : `does not take ${saidShort(value)} as ${field}, nor anything near it`
  }

  #instead(field: string, rule: OptionRule, value: unknown, nearest: unknown): string {
    if (rule.kind === 'length') return `${this.#target} takes ${rule.max} of ${field}; the rest is left out.`
    return `${this.#target} does not take ${saidShort(value)} as ${field}; ${saidShort(nearest)} is the nearest that it takes.`
  }

  #set(changes: Fields): void {
    const entries = Object.entries({ ...this.#fields, ...changes })
    this.#fields = Object.fromEntries(
      entries.filter(([name, value]) => value !== undefined || !Object.hasOwn(changes, name)),
    )
  }

  #warn(type: Warning['type'], field: string, message: string): void {
    this.#warnings.push({ type, field, message })
  }

  #refuse(field: string, rule: OptionRule, value: unknown, nearest?: unknown, as = field): void {
    const recourse = this.#fits ? 'other' : 'none'
    this.#error = refusal({ target: this.#target, field, rule, value, nearest, as, recourse })
  }
}

const shapeRule: OptionRule = { kind: 'shape' }
