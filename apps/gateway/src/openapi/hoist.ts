import type { JsonSchema } from './request-schema.ts'

type Schemas = Record<string, object>

/**
 * Takes the definitions that a schema holds out of it: a reference is looked for from the beginning of the document, so
 * what stands within the schema would not be found.
 */
export function hoist(schema: JsonSchema, owner: string, into: Schemas): JsonSchema {
  const { $defs, ...rest } = schema
  if (!$defs) return schema
  const names = new Map(
    Object.entries($defs as Readonly<Record<string, object>>).map(([name, definition]) => [
      name,
      isAnyJson(definition) ? 'JsonValue' : `${owner.replaceAll('-', '_')}_${name.replace(/^_+/, '')}`,
    ]),
  )
  const moved = (value: object): object =>
    JSON.parse(JSON.stringify(value), (key, inner: unknown) => {
      const name = key === '$ref' ? /^#\/\$defs\/(.+)$/.exec(String(inner))?.[1] : undefined
      return name === undefined ? inner : `#/components/schemas/${names.get(name) ?? name}`
    }) as object
  for (const [name, definition] of Object.entries($defs as Readonly<Record<string, object>>))
    into[names.get(name) as string] = moved(definition)
  return moved(rest) as JsonSchema
}

/** The definition of all that JSON can say, whatever a schema library calls it. */
function isAnyJson(definition: object): boolean {
  const { anyOf } = definition as { readonly anyOf?: readonly { readonly type?: string }[] }
  const types = anyOf?.map(({ type }) => type).toSorted()
  return types?.join() === 'array,boolean,null,number,object,string'
}
