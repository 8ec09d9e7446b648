export type JsonSchema = Readonly<Record<string, unknown>>

/** Schemas by name. */
export type Schemas = Readonly<Record<string, JsonSchema>>

interface Keywords {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly allOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
}

/** Writes JSON Schemas as the types of TypeScript that their values have. What is the same as a named one is written by its name. */
export class TypeWriter {
  readonly #schemas: Schemas
  readonly #names = new Map<string, string>()

  constructor(schemas: Schemas) {
    this.#schemas = schemas
    for (const [name, schema] of Object.entries(schemas)) {
      const text = this.#expanded(schema, [name])
      if (/readonly \w+\??:/.test(text) && !this.#names.has(text)) this.#names.set(text, name)
    }
  }

  /** A declaration of its own for a schema. */
  declaration(name: string, schema: JsonSchema): string {
    const isRecord = schema['type'] === 'object' && 'properties' in schema
    const type = this.#written(schema, inner => this.typeOf(inner), true)
    return `${commentOf(schema)}export ${isRecord ? `interface ${name} ${type}` : `type ${name} = ${type}`}`
  }

  typeOf(schema: JsonSchema): string {
    if (schema['$ref'] === undefined && /object|oneOf|anyOf/.test(JSON.stringify(schema))) {
      const known = this.#names.get(this.#expanded(schema, []))
      if (known !== undefined) return known
    }
    return this.#written(schema, inner => this.typeOf(inner), true)
  }

  /** With what it refers to in its place, and no comments, so that equal ones are told. */
  #expanded(schema: JsonSchema, within: readonly string[]): string {
    const name = nameIn(schema)
    if (name === undefined) return this.#written(schema, inner => this.#expanded(inner, within), false)
    const named = this.#schemas[name]
    return named && !within.includes(name) ? this.#expanded(named, [...within, name]) : name
  }

  #written(schema: JsonSchema, typeOf: (schema: JsonSchema) => string, comments: boolean): string {
    const { anyOf, oneOf = anyOf, allOf, type, enum: words } = schema as Keywords
    const name = nameIn(schema)
    if (name !== undefined) return name
    if ('const' in schema) return JSON.stringify(schema['const'])
    if (words) return union(words.map(word => JSON.stringify(word)))
    if (oneOf) return union(oneOf.map(typeOf))
    if (allOf) return allOf.map(one => `(${typeOf(one)})`).join(' & ')
    if (Array.isArray(type)) return union(type.map(one => typeOf({ ...schema, type: one })))
    if (type === 'integer') return 'number'
    if (type === 'array') return `readonly (${typeOf((schema['items'] ?? {}) as JsonSchema)})[]`
    if (type === 'object') return objectOf(schema, typeOf, comments)
    return typeof type === 'string' ? type : 'unknown'
  }
}

function objectOf(schema: JsonSchema, typeOf: (schema: JsonSchema) => string, comments: boolean): string {
  const { properties, required = [], additionalProperties: more } = schema as Keywords
  const rest = typeof more === 'object' ? typeOf(more) : 'unknown'
  if (!properties) return `{ readonly [name: string]: ${rest === 'unknown' ? rest : `${rest} | undefined`} }`
  const fields = Object.entries(properties).map(([name, field]) => {
    const sign = required.includes(name) ? '' : '?'
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)
    return `${comments ? commentOf(field) : ''}readonly ${key}${sign}: ${typeOf(field)}`
  })
  if (more !== undefined && more !== false) fields.push(`readonly [name: string]: ${rest}`)
  return `{\n${fields.join('\n')}\n}`
}

export function commentOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? `/** ${description} */\n` : ''
}

function nameIn({ $ref }: JsonSchema): string | undefined {
  return typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : undefined
}

/** Words that are known by now, beside any text, are still offered while one writes. */
function union(members: readonly string[]): string {
  const open = members.includes('string') && members.some(member => /^"[^"]*"/.test(member))
  const told = open ? members.map(member => (member === 'string' ? '(string & {})' : member)) : members
  return [...new Set(told)].join(' | ')
}
