import { type InvalidField, invalidInput } from './api-error.ts'
import type { InputField, SimulatedModel } from './models.ts'

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Throws the vendor's 422 unless the input is as the model's schema says. Fields that it does not have are refused, too. */
export function checkInput(input: unknown, { input: fields }: SimulatedModel): Fields {
  if (!isFields(input)) {
    throw invalidInput([{ type: 'required', field: '(root)', description: 'input is required' }])
  }
  const missing = Object.entries(fields).flatMap(([name, { required }]) =>
    required && input[name] === undefined
      ? [{ type: 'required', field: 'input', description: `${name} is required` }]
      : [],
  )
  const wrong = Object.entries(input).flatMap(([name, value]) => {
    const field = fields[name]
    if (!field) return [extra(name)]
    const found = faultOf(field, value)
    return found ? [{ ...found, field: `input.${name}` }] : []
  })
  if (missing.length + wrong.length > 0) throw invalidInput([...missing, ...wrong])
  return input
}

function extra(name: string): InvalidField {
  const type = 'additional_property_not_allowed'
  return { type, field: 'input', description: `Additional property ${name} is not allowed` }
}

function faultOf(field: InputField, value: unknown): Omit<InvalidField, 'field'> | undefined {
  if (!isOfType(field, value)) {
    const given = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
    return { type: 'invalid_type', description: `Invalid type. Expected: ${field.type}, given: ${given}` }
  }
  if (field.enum && !field.enum.includes(value as string)) {
    const list = field.enum.map(one => JSON.stringify(one)).join(', ')
    return { type: 'enum', description: `Must be one of the following: ${list}` }
  }
  if (field.min !== undefined && (value as number) < field.min) {
    return { type: 'number_gte', description: `Must be greater than or equal to ${field.min}` }
  }
  if (field.max !== undefined && (value as number) > field.max) {
    return { type: 'number_lte', description: `Must be less than or equal to ${field.max}` }
  }
  if (field.uri && !/^(https?:\/\/|data:[\w/+.-]+;base64,)/.test(value as string)) {
    return { type: 'format', description: `Does not match format 'uri'` }
  }
  return undefined
}

function isOfType({ type }: InputField, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  return typeof value === type
}
