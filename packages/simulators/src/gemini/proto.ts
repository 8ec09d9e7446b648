import { badArgument, fieldViolation } from './api-error.ts'

/** Reads a value of a JSON body into the form that the rest relies on, or throws the vendor's 400. */
export type Field = (value: unknown, path: string) => unknown

export type Fields = Readonly<Record<string, unknown>>

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalidValue(path: string, type: string, value: unknown): Error {
  const shown = typeof value === 'string' ? JSON.stringify(value) : String(JSON.stringify(value))
  const description = `Invalid value at '${path}' (${type}), ${shown}`
  return badArgument(description, [fieldViolation(path, description)])
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

/**
 * A message of these fields and no other, under either spelling of their names. Names that end in `!` are required.
 * https://protobuf.dev/programming-guides/json/
 */
export function message(fields: Readonly<Record<string, Field>>): Field {
  const known = new Map<string, readonly [string, Field]>()
  const required: string[] = []
  for (const [spelled, field] of Object.entries(fields)) {
    const name = spelled.replace('!', '')
    if (spelled.endsWith('!')) required.push(name)
    known.set(name, [name, field])
    known.set(snake(name), [name, field])
  }
  return (value, path) => {
    if (!isFields(value)) throw invalidValue(path, 'message', value)
    const read: Record<string, unknown> = {}
    for (const [spelled, one] of Object.entries(value)) {
      const entry = known.get(spelled)
      if (!entry) throw unknownName(spelled, path)
      const [name, field] = entry
      if (name in read) throw badArgument(`Invalid JSON payload received. Duplicate field '${name}'.`)
      if (one !== null) read[name] = field(one, path ? `${path}.${snake(name)}` : snake(name))
    }
    const missing = required.find(name => read[name] === undefined)
    if (missing !== undefined) {
      throw badArgument(`Missing required field '${path ? `${path}.` : ''}${snake(missing)}'.`)
    }
    return read
  }
}

function unknownName(name: string, path: string): Error {
  const place = path ? ` at '${path}'` : ''
  const description = `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`
  return badArgument(description, [fieldViolation(path, description)])
}

/** A list; a single value is taken for a list of one. */
export function repeated(item: Field): Field {
  return (value, path) =>
    Array.isArray(value) ? value.map((one, index) => item(one, `${path}[${index}]`)) : [item(value, path)]
}

export const text: Field = (value, path) => {
  if (typeof value !== 'string') throw invalidValue(path, 'TYPE_STRING', value)
  return value
}

export const bytes: Field = (value, path) => {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    const description = `Invalid value at '${path}' (TYPE_BYTES), Base64 decoding failed for ${JSON.stringify(value)}`
    throw badArgument(description, [fieldViolation(path, description)])
  }
  return value
}

export const flag: Field = (value, path) => {
  if (typeof value !== 'boolean') throw invalidValue(path, 'TYPE_BOOL', value)
  return value
}

export function float(min: number, max: number): Field {
  return (value, path) => {
    if (typeof value !== 'number') throw invalidValue(path, 'TYPE_FLOAT', value)
    return inRange(value, min, max, path)
  }
}

export function integer(min: number, max = 2_147_483_647): Field {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidValue(path, 'TYPE_INT32', value)
    return inRange(value, min, max, path)
  }
}

/** 64 bits: text, but a number is taken too. */
export const int64: Field = (value, path) => {
  if (!/^-?\d+$/.test(String(value))) throw invalidValue(path, 'TYPE_INT64', value)
  return Number(value)
}

function inRange(value: number, min: number, max: number, path: string): number {
  if (value >= min && value <= max) return value
  const name = path.slice(path.lastIndexOf('.') + 1)
  throw badArgument(
    `Unable to submit request because it has a ${name} value of ${value} but the supported range is from ${min} (inclusive) to ${max} (inclusive).`,
  )
}

export function enumOf(...names: readonly string[]): Field {
  return (value, path) => {
    if (typeof value !== 'string' || !names.includes(value)) throw invalidValue(path, 'TYPE_ENUM', value)
    return value
  }
}

/** A JSON object of any names. */
export const struct: Field = (value, path) => {
  if (!isFields(value)) throw invalidValue(path, 'type.googleapis.com/google.protobuf.Struct', value)
  return value
}

export const anything: Field = value => value

export const textMap: Field = (value, path) => {
  const map = struct(value, path) as Fields
  for (const [name, one] of Object.entries(map)) text(one, `${path}[${name}]`)
  return map
}

export function mapOf(item: Field): Field {
  return (value, path) =>
    Object.fromEntries(
      Object.entries(struct(value, path) as Fields).map(([name, one]) => [
        name,
        item(one, `${path}[${name}].value`),
      ]),
    )
}
