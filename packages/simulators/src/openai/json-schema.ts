import { badRequest } from './api-error.ts'
import { type Fields, isFields } from './shape.ts'

/**
 * Checks a schema against the rules of strict mode.
 * https://developers.openai.com/api/docs/guides/structured-outputs#supported-schemas
 */
export function checkStrictSchema(schema: unknown, what: string, param: string, code: string | null): void {
  const refuse = (context: readonly string[], problem: string): never => {
    const place = context.map(step => `'${step}'`).join(', ')
    throw badRequest(`Invalid schema for ${what}: In context=(${place}), ${problem}`, param, code)
  }
  const visit = (node: unknown, context: readonly string[], root: boolean): void => {
    if (!isFields(node)) return
    for (const word of ['allOf', 'oneOf', 'not', 'if', 'patternProperties', 'unevaluatedProperties']) {
      if (word in node) refuse(context, `'${word}' is not permitted.`)
    }
    if (root && node['type'] !== 'object')
      refuse(
        context,
        `schema must be a JSON Schema of 'type: "object"', got 'type: "${String(node['type'])}"'.`,
      )
    if (node['type'] === 'object' || isFields(node['properties'])) {
      const properties = isFields(node['properties']) ? node['properties'] : {}
      if (node['additionalProperties'] !== false) {
        refuse(context, "'additionalProperties' is required to be supplied and to be false.")
      }
      const required = Array.isArray(node['required']) ? node['required'] : []
      const missing = Object.keys(properties).find(name => !required.includes(name))
      if (missing !== undefined) {
        refuse(
          context,
          `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
        )
      }
      for (const [name, child] of Object.entries(properties))
        visit(child, [...context, 'properties', name], false)
    }
    if (node['type'] === 'array' && node['items'] === undefined)
      refuse(context, 'array schema missing items.')
    visit(node['items'], [...context, 'items'], false)
    for (const [index, child] of listed(node['anyOf']).entries())
      visit(child, [...context, 'anyOf', String(index)], false)
    for (const [name, child] of Object.entries(isFields(node['$defs']) ? node['$defs'] : {})) {
      visit(child, [...context, '$defs', name], false)
    }
  }
  visit(schema, [], true)
}

/** A value that the schema accepts, always the same one. */
export function fillSchema(schema: unknown): unknown {
  const root = isFields(schema) ? schema : {}
  return fill(root, 'value', root, 0)
}

function fill(node: Fields, name: string, root: Fields, depth: number): unknown {
  if (typeof node['$ref'] === 'string') return fill(resolve(node['$ref'], root), name, root, depth + 1)
  if ('const' in node) return node['const']
  const choices = listed(node['enum'])
  if (choices.length > 0) return choices[0]
  const variants = listed(node['anyOf']).filter(isFields)
  // Deep down the last variant is taken, which is where schemas of trees put their null.
  if (variants.length > 0)
    return fill((depth > 4 ? variants.at(-1) : variants[0]) as Fields, name, root, depth + 1)
  const types = Array.isArray(node['type']) ? node['type'] : [node['type']]
  switch (types[0]) {
    case 'null':
      return null
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return typeof node['minimum'] === 'number' ? node['minimum'] : 7
    case 'array':
      return depth > 4 || !isFields(node['items']) ? [] : [fill(node['items'], name, root, depth + 1)]
    case 'string':
      return `a ${name}`
    default:
      return filledObject(node, root, depth)
  }
}

function filledObject(node: Fields, root: Fields, depth: number): Fields {
  const properties = Object.entries(isFields(node['properties']) ? node['properties'] : {})
  return Object.fromEntries(
    properties.map(([name, child]) => [name, fill(isFields(child) ? child : {}, name, root, depth + 1)]),
  )
}

function resolve(pointer: string, root: Fields): Fields {
  let node: unknown = root
  for (const step of pointer.replace(/^#\/?/, '').split('/').filter(Boolean))
    node = isFields(node) ? node[step] : undefined
  return isFields(node) ? node : {}
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
