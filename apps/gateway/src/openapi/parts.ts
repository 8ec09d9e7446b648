/** The pieces that schemas of answers are put together from. */
export const text = { type: 'string' } as const
export const number = { type: 'number' } as const
export const integer = { type: 'integer' } as const
export const flag = { type: 'boolean' } as const
export const time = { type: 'string', format: 'date-time' } as const
export const timeOrNull = { type: ['string', 'null'], format: 'date-time' } as const
export const list = (items: object): object => ({ type: 'array', items })
export const orNull = (type: string): object => ({ type: [type, 'null'] })
export const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` })

/** Answers in which each field is always there, but for those that are named. */
export function record(
  properties: Readonly<Record<string, object>>,
  optional: readonly string[] = [],
): object {
  return {
    type: 'object',
    required: Object.keys(properties).filter(name => !optional.includes(name)),
    properties,
  }
}

/** Values by names that are not known beforehand. */
export const mapOf = (values: object): object => ({ type: 'object', additionalProperties: values })
