import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

interface Operation {
  readonly 'x-lucid-access': string
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content; readonly headers?: object }>>
  readonly parameters: readonly { readonly name?: string; readonly $ref?: string }[]
}
type Content = Readonly<Record<string, { readonly schema?: object }>>

/** A description as tests look into it. */
export interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** Tells what is wrong with a value: nothing, or in words. */
export type Check = (value: unknown) => string

/**
 * The schemas of a description as checks. `closed` holds answers to what is described of them, also where readers are
 * told to expect more: a field that nobody described is found.
 */
export class AnswerSchemas {
  readonly #document: Described
  readonly #open: Ajv2020
  readonly #closed: Ajv2020

  constructor(document: Described) {
    this.#document = document
    const [open, closed] = [true, false].map(isOpen => {
      const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true })
      formats.default(ajv)
      const { components } = document
      return ajv.addSchema({ $id: 'doc:', components: isOpen ? components : closedSchemas(components) })
    })
    this.#open = open as Ajv2020
    this.#closed = closed as Ajv2020
  }

  operation(method: string, path: string): Operation {
    const found = this.#document.paths[path]?.[method.toLowerCase()]
    if (!found) throw new Error(`${method} ${path} is not described.`)
    return found
  }

  /** What a request's body is held to, as it is described. */
  request(method: string, path: string): Check {
    const schema = this.operation(method, path).requestBody?.content['application/json']?.schema
    return checkOf(this.#open, schema ?? {})
  }

  /** What an answer of that status is to be. */
  answer(method: string, path: string, status: number): Check {
    const { responses } = this.operation(method, path)
    const found = responses[String(status)] ?? (status >= 400 ? responses['default'] : undefined)
    if (!found) return () => `An answer of status ${status} is not described.`
    const schema = found.content?.['application/json']?.schema
    if (!schema) return () => `No JSON is described for status ${status}.`
    return checkOf(this.#closed, schema)
  }

  /** One of the named schemas. */
  named(name: string): Check {
    return checkOf(this.#closed, { $ref: `#/components/schemas/${name}` })
  }
}

function checkOf(ajv: Ajv2020, schema: object): Check {
  const text = JSON.stringify(schema).replaceAll('"#/components/', '"doc:#/components/')
  const validate: ValidateFunction = ajv.compile(JSON.parse(text) as object)
  return value => (validate(value) ? '' : ajv.errorsText(validate.errors, { dataVar: '' }))
}

/** The same schemas, in which an object whose fields are told has no others. */
function closedSchemas(value: object): object {
  return JSON.parse(JSON.stringify(value), (_key, inner: unknown) => {
    const isRecord = typeof inner === 'object' && inner !== null && 'properties' in inner
    if (!isRecord || 'additionalProperties' in inner || 'unevaluatedProperties' in inner) return inner
    return 'type' in inner ? { ...inner, additionalProperties: false } : inner
  }) as object
}
