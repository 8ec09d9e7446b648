import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { wordsOf } from '../words/words.ts'
import { type Facts, plainKey } from './facts.ts'
import { type FillBudget, fillBudget, tooMuch } from './fill-budget.ts'
import { type Supply, supplyOf } from './supply.ts'
import { textFor } from './text-for.ts'

/** A value that fits a JSON Schema, made of what a text says as far as it says it. */
export interface Filled {
  readonly value: JsonValue
  /** The paths of required fields that the text said nothing of. */
  readonly guessed: readonly string[]
}

type Schema = Readonly<Record<string, unknown>>

/** Deeper than this a recursive schema is ended wherever it allows it. */
const deepest = 6

export function fill(schema: JsonObject, facts: Facts): Filled {
  const guessed: string[] = []
  const supply = supplyOf(facts)
  const start = {
    root: schema,
    supply,
    guessed,
    budget: fillBudget(),
    path: '',
    key: '',
    depth: 0,
    needed: true,
  }
  try {
    return { value: fillAny(schema, start), guessed }
  } catch (thrown) {
    if (thrown instanceof RangeError) throw tooMuch('a value that has no end')
    throw thrown
  }
}

interface Place {
  readonly root: Schema
  readonly supply: Supply
  readonly guessed: string[]
  readonly budget: FillBudget
  readonly path: string
  /** The name of the property that is filled. */
  readonly key: string
  readonly depth: number
  readonly needed: boolean
}

function fillAny(given: unknown, place: Place): JsonValue {
  place.budget.value(place.depth)
  const schema = resolved(given, place)
  if ('const' in schema) return schema['const'] as JsonValue
  const choices = schema['enum']
  if (Array.isArray(choices)) return oneOf(choices as readonly JsonValue[], schema, place)
  const variants = (schema['anyOf'] ?? schema['oneOf']) as readonly unknown[] | undefined
  if (variants) return fillAny(variantOf(variants, place), place)
  switch (typeOf(schema)) {
    case 'object':
      return fillObject(schema, place)
    case 'array':
      return fillArray(schema, place)
    case 'number':
    case 'integer':
      return fillNumber(schema, place)
    case 'boolean':
      return place.supply.truth(place.key) ?? guess(place, schema, true)
    case 'null':
      return null
    default:
      return fillText(schema, place)
  }
}

function resolved(given: unknown, place: Place): Schema {
  let schema = (typeof given === 'object' && given !== null ? given : {}) as Schema
  for (let hops = 0; typeof schema['$ref'] === 'string' && hops < 8; hops += 1) {
    const { $ref, ...beside } = schema
    schema = { ...target($ref as string, place.root), ...beside }
  }
  const all = schema['allOf']
  if (!Array.isArray(all)) return schema
  return all.map(each => resolved(each, place)).reduce<Schema>(merged, schema)
}

function merged(a: Schema, b: Schema): Schema {
  return {
    ...a,
    ...b,
    properties: { ...(a['properties'] as object), ...(b['properties'] as object) },
    required: [...((a['required'] as string[]) ?? []), ...((b['required'] as string[]) ?? [])],
  }
}

function target(pointer: string, root: Schema): Schema {
  const steps = pointer.replace(/^#\/?/, '').split('/').filter(Boolean)
  const found = steps.reduce<unknown>(
    (at, step) =>
      (at as Schema | undefined)?.[decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')],
    root,
  )
  return (found ?? {}) as Schema
}

/** The first variant that is not null; deep down, the first that ends there. */
function variantOf(variants: readonly unknown[], place: Place): unknown {
  const schemas = variants.map(each => resolved(each, place))
  const flat = (schema: Schema) => !['object', 'array'].includes(typeOf(schema))
  const wanted = place.depth >= deepest ? schemas.find(flat) : schemas.find(each => typeOf(each) !== 'null')
  return wanted ?? schemas[0]
}

function typeOf(schema: Schema): string {
  const type = schema['type']
  if (Array.isArray(type)) return (type.find(each => each !== 'null') as string | undefined) ?? 'null'
  if (typeof type === 'string') return type
  if (schema['properties']) return 'object'
  return schema['items'] ? 'array' : 'string'
}

function fillObject(schema: Schema, place: Place): JsonObject {
  const required = new Set(schema['required'] as readonly string[] | undefined)
  const filled: Record<string, JsonValue> = {}
  for (const [key, property] of Object.entries((schema['properties'] ?? {}) as Schema)) {
    const needed = required.has(key)
    if (!needed && place.depth >= deepest) continue
    filled[key] = fillAny(property, {
      ...place,
      key: plainKey(key),
      path: place.path ? `${place.path}.${key}` : key,
      depth: place.depth + 1,
      needed: needed && place.needed,
    })
  }
  return filled
}

function fillArray(schema: Schema, place: Place): readonly JsonValue[] {
  const least = (schema['minItems'] as number | undefined) ?? 0
  const most = (schema['maxItems'] as number | undefined) ?? Infinity
  const items = schema['items'] ?? {}
  if (place.depth >= deepest && least === 0) return []
  const listed = typeOf(resolved(items, place)) === 'string' ? place.supply.list(place.key) : []
  const wanted = Math.min(most, Math.max(least, listed.length, 1))
  const filled: JsonValue[] = []
  for (let at = 0; at < wanted; at += 1) {
    const supply = listed[at] === undefined ? place.supply : place.supply.about(listed[at] as string)
    filled.push(fillAny(items, { ...place, supply, path: `${place.path}[${at}]`, depth: place.depth + 1 }))
  }
  return filled
}

function fillNumber(schema: Schema, place: Place): number {
  const whole = typeOf(schema) === 'integer'
  const step = (schema['multipleOf'] as number | undefined) ?? (whole ? 1 : undefined)
  const above = schema['exclusiveMinimum'] as number | undefined
  const below = schema['exclusiveMaximum'] as number | undefined
  const nudge = step ?? 0.5
  const least = (schema['minimum'] as number | undefined) ?? (above === undefined ? undefined : above + nudge)
  const most = (schema['maximum'] as number | undefined) ?? (below === undefined ? undefined : below - nudge)
  const fits = (value: number) =>
    value >= (least ?? -Infinity) && value <= (most ?? Infinity) && (!whole || Number.isInteger(value))
  const value = place.supply.number(place.key, fits) ?? guess(place, schema, least ?? Math.min(1, most ?? 1))
  return step === undefined ? value : Number((Math.ceil(value / step) * step).toPrecision(12))
}

function fillText(schema: Schema, place: Place): string {
  place.budget.text(Number(schema['minLength'] ?? 0))
  const found = textFor(schema, place.key, place.supply)
  if (!found.said) guess(place, schema, found.text)
  return found.said || typeof schema['default'] !== 'string' ? found.text : schema['default']
}

function oneOf(choices: readonly JsonValue[], schema: Schema, place: Place): JsonValue {
  const words = new Set(wordsOf(place.supply.text))
  const said = choices.find(choice => {
    const parts = wordsOf(String(choice))
    return parts.length > 0 && parts.every(part => words.has(part))
  })
  return said ?? guess(place, schema, choices[0] ?? null)
}

/** Notes that the text did not say it, and takes the schema's own default, or else the value given. */
function guess<T extends JsonValue>(place: Place, schema: Schema, value: T): T {
  if (place.needed) place.guessed.push(place.path || 'the whole')
  const preset = schema['default']
  return typeof preset === typeof value ? (preset as T) : value
}
