import type { InputField, ModelFacts } from './model-facts.ts'

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
}

/** Choices are schemas of their own, which the fields refer to. */
export function fieldsIn(openapi: unknown): Pick<ModelFacts, 'fields' | 'customRatio'> {
  const { components } = (openapi ?? {}) as {
    readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
  }
  const schemas = components?.schemas ?? {}
  const { properties } = schemas['Input'] ?? {}
  if (!properties) return {}
  const meant = (schema: Schema): Schema => {
    const reference = schema.$ref ?? schema.allOf?.[0]?.$ref
    return reference === undefined ? schema : (schemas[reference.split('/').at(-1) ?? ''] ?? schema)
  }
  const fields = new Map<string, InputField>()
  for (const [name, property] of Object.entries(properties)) {
    const { enum: choices, type } = meant(property)
    fields.set(name, {
      ...(type === undefined ? {} : { type }),
      ...(Array.isArray(choices) ? { choices: choices as readonly unknown[] } : {}),
    })
  }
  const custom = fields.get('aspect_ratio')?.choices?.includes('custom') === true
  return { fields, ...(custom ? { customRatio: true } : {}) }
}
