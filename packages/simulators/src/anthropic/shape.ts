import { invalidRequest } from './api-error.ts'

/** Throws the vendor's 400 unless the value at the path is as wanted. Paths are written `messages.0.content`. */
export type Check = (value: unknown, path: string) => void

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const anything: Check = () => {}

export function text(limits: { readonly pattern?: RegExp; readonly min?: number } = {}): Check {
  return (value, path) => {
    if (typeof value !== 'string') throw invalidRequest(`${path}: Input should be a valid string`)
    if (value.length < (limits.min ?? 0))
      throw invalidRequest(`${path}: String should have at least ${limits.min} character`)
    if (limits.pattern && !limits.pattern.test(value))
      throw invalidRequest(`${path}: String should match pattern '${limits.pattern.source}'`)
  }
}

export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') throw invalidRequest(`${path}: Input should be a valid boolean`)
}

export function integer(least: number): Check {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      throw invalidRequest(`${path}: Input should be a valid integer`)
    if (value < least) throw invalidRequest(`${path}: Input should be greater than or equal to ${least}`)
  }
}

export function decimal(least: number, most: number): Check {
  return (value, path) => {
    if (typeof value !== 'number') throw invalidRequest(`${path}: Input should be a valid number`)
    if (value < least) throw invalidRequest(`${path}: Input should be greater than or equal to ${least}`)
    if (value > most) throw invalidRequest(`${path}: Input should be less than or equal to ${most}`)
  }
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, path) => {
    if (typeof value === 'string' && allowed.includes(value)) return
    throw invalidRequest(`${path}: Input should be ${listed(allowed)}`)
  }
}

function listed(words: readonly string[]): string {
  const quoted = words.map(word => `'${word}'`)
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : (quoted[0] ?? '')
}

export function array(item: Check, least = 0): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw invalidRequest(`${path}: Input should be a valid list`)
    if (value.length < least)
      throw invalidRequest(`${path}: List should have at least ${least} item after validation, not 0`)
    for (const [index, one] of value.entries()) item(one, `${path}.${index}`)
  }
}

/** An object of these fields and no other. Names that end in `!` are required. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(fields).map(([name, check]) => [name.replace('!', ''), check]))
  const required = Object.keys(fields).flatMap(name => (name.endsWith('!') ? [name.slice(0, -1)] : []))
  return (value, path) => {
    if (!isFields(value)) throw invalidRequest(`${path}: Input should be an object`)
    const at = (name: string): string => (path ? `${path}.${name}` : name)
    for (const name of required) {
      if (value[name] === undefined) throw invalidRequest(`${at(name)}: Field required`)
    }
    for (const [name, one] of Object.entries(value)) {
      const check = checks.get(name)
      if (!check) throw invalidRequest(`${at(name)}: Extra inputs are not permitted`)
      check(one, at(name))
    }
  }
}

export const anyObject: Check = (value, path) => {
  if (!isFields(value)) throw invalidRequest(`${path}: Input should be an object`)
}

export function orNull(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path)
  }
}

/** A string is checked by the first, anything else by the second. */
export function textOr(ofText: Check, other: Check): Check {
  return (value, path) => (typeof value === 'string' ? ofText(value, path) : other(value, path))
}

/** An object whose `type` tells which check it is for. */
export function tagged(checks: Readonly<Record<string, Check>>, untagged?: Check): Check {
  const tags = Object.keys(checks).map(tag => `'${tag}'`)
  return (value, path) => {
    if (!isFields(value)) throw invalidRequest(`${path}: Input should be an object`)
    const tag = value['type']
    if (tag === undefined && untagged) return untagged(value, path)
    if (tag === undefined) throw invalidRequest(`${path}.type: Field required`)
    const check = typeof tag === 'string' && Object.hasOwn(checks, tag) ? checks[tag] : undefined
    if (!check) {
      const expected = tags.join(', ')
      const message = `Input tag '${String(tag)}' found using 'type' does not match any of the expected tags: ${expected}`
      throw invalidRequest(`${path}: ${message}`)
    }
    check(value, path)
  }
}
