import { badRequest } from './api-error.ts'

/** Throws the vendor's 400 unless the value at the path is as wanted. */
export type Check = (value: unknown, path: string) => void

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

export function wrongType(path: string, wanted: string, value: unknown): Error {
  const got = value === null ? 'null' : `${kindOf(value)}${Array.isArray(value) ? '' : ' instead'}`
  return badRequest(`Invalid type for '${path}': expected ${wanted}, but got ${got}.`, path, 'invalid_type')
}

export function text(limits: { readonly pattern?: RegExp; readonly max?: number } = {}): Check {
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(path, 'a string', value)
    if (limits.max !== undefined && value.length > limits.max) {
      const message = `Invalid '${path}': string too long. Expected a string with maximum length ${limits.max}, but got a string with length ${value.length} instead.`
      throw badRequest(message, path, 'string_above_max_length')
    }
    if (limits.pattern && !limits.pattern.test(value)) {
      const message = `Invalid '${path}': string does not match pattern. Expected a string that matches the pattern '${limits.pattern.source}'.`
      throw badRequest(message, path, 'invalid_value')
    }
  }
}

export const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') throw wrongType(path, 'a boolean', value)
}

export function decimal(min: number, max: number): Check {
  return (value, path) => {
    if (typeof value !== 'number') throw wrongType(path, 'a decimal', value)
    inRange('decimal', value, min, max, path)
  }
}

export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Check {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(path, 'an integer', value)
    inRange('integer', value, min, max, path)
  }
}

function inRange(kind: string, value: number, min: number, max: number, path: string): void {
  if (value < min) {
    const message = `Invalid '${path}': ${kind} below minimum value. Expected a value >= ${min}, but got ${value} instead.`
    throw badRequest(message, path, `${kind}_below_min_value`)
  }
  if (value > max) {
    const message = `Invalid '${path}': ${kind} above maximum value. Expected a value <= ${max}, but got ${value} instead.`
    throw badRequest(message, path, `${kind}_above_max_value`)
  }
}

export function oneOf(...allowed: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(path, `one of ${list(allowed)}`, value)
    if (!allowed.includes(value)) {
      throw badRequest(
        `Invalid value: '${value}'. Supported values are: ${list(allowed)}.`,
        path,
        'invalid_value',
      )
    }
  }
}

function list(words: readonly string[]): string {
  const quoted = words.map(word => `'${word}'`)
  return quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')}, and ${quoted.at(-1)}` : (quoted[0] ?? '')
}

export function array(item: Check, min = 0, max = Number.MAX_SAFE_INTEGER): Check {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(path, 'an array', value)
    if (value.length < min) {
      const message = `Invalid '${path}': empty array. Expected an array with minimum length ${min}, but got an empty array instead.`
      throw badRequest(message, path, 'empty_array')
    }
    if (value.length > max) {
      const message = `Invalid '${path}': array too long. Expected an array with maximum length ${max}, but got an array with length ${value.length} instead.`
      throw badRequest(message, path, 'array_above_max_length')
    }
    for (const [index, one] of value.entries()) item(one, `${path}[${index}]`)
  }
}

/** An object of these fields and no other. Names that end in `!` are required. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(fields).map(([name, check]) => [name.replace('!', ''), check]))
  const required = Object.keys(fields)
    .filter(name => name.endsWith('!'))
    .map(name => name.slice(0, -1))
  return (value, path) => {
    if (!isFields(value)) throw wrongType(path, 'an object', value)
    const at = (name: string): string => (path ? `${path}.${name}` : name)
    for (const name of required) {
      if (value[name] === undefined) {
        throw badRequest(`Missing required parameter: '${at(name)}'.`, at(name), 'missing_required_parameter')
      }
    }
    for (const [name, one] of Object.entries(value)) {
      const check = checks.get(name)
      if (!check) throw badRequest(`Unknown parameter: '${at(name)}'.`, at(name), 'unknown_parameter')
      check(one, at(name))
    }
  }
}

/** An object of any names. */
export function record(item: Check, max = Number.MAX_SAFE_INTEGER): Check {
  return (value, path) => {
    if (!isFields(value)) throw wrongType(path, 'an object', value)
    const names = Object.keys(value)
    if (names.length > max) {
      const message = `Invalid '${path}': too many properties. Expected an object with at most ${max} properties, but got an object with ${names.length} properties instead.`
      throw badRequest(message, path, 'object_above_max_properties')
    }
    for (const name of names) item(value[name], `${path}.${name}`)
  }
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

/** An object whose field of this name tells which check it is for. */
export function tagged(tag: string, checks: Readonly<Record<string, Check>>): Check {
  const allowed = oneOf(...Object.keys(checks))
  return (value, path) => {
    if (!isFields(value)) throw wrongType(path, 'an object', value)
    const at = `${path}.${tag}`
    const kind = value[tag]
    if (kind === undefined)
      throw badRequest(`Missing required parameter: '${at}'.`, at, 'missing_required_parameter')
    allowed(kind, at)
    checks[kind as string]?.(value, path)
  }
}

export const anything: Check = () => {}
