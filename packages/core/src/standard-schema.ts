/**
 * The part of the Standard Schema convention (https://standardschema.dev) that Lucid reads. Schemas cross the
 * plugin boundary in this shape only, because schema objects of two versions of one library do not mix.
 */
export interface StandardSchema<Output = unknown, Input = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    /** JSON Schema of the accepted input, when the library can give it. */
    readonly jsonSchema?: {
      readonly input: (options: { readonly target: 'draft-2020-12' }) => object
    }
    readonly types?: { readonly input: Input; readonly output: Output } | undefined
  }
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] }

export interface SchemaIssue {
  readonly message: string
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}

export type InferOutput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['output']
export type InferInput<S extends StandardSchema> = NonNullable<S['~standard']['types']>['input']

/** A schema that is loaded when first used, so that importing a capability does not import a schema library. */
export function lazySchema<Output, Input = unknown>(
  load: () => Promise<StandardSchema<Output, Input>>,
): LazySchema<Output, Input> {
  let loaded: StandardSchema<Output, Input> | undefined
  const ready = async (): Promise<StandardSchema<Output, Input>> => (loaded ??= await load())
  return {
    ready,
    '~standard': {
      version: 1,
      vendor: 'lucid',
      validate: value =>
        loaded
          ? loaded['~standard'].validate(value)
          : ready().then(schema => schema['~standard'].validate(value)),
    },
  }
}

export interface LazySchema<Output = unknown, Input = unknown> extends StandardSchema<Output, Input> {
  /** Loads the schema itself, for whoever needs its JSON Schema. */
  ready(): Promise<StandardSchema<Output, Input>>
}

/** The path of an issue as people write it: `messages[0].content`. A field that should not be there is named too. */
export function issuePath(issue: SchemaIssue & { readonly keys?: readonly string[] }): string {
  let path = ''
  for (const step of [...(issue.path ?? []), ...(issue.keys ?? []).slice(0, 1)]) {
    const key = typeof step === 'object' ? step.key : step
    path += typeof key === 'number' ? `[${key}]` : path ? `.${String(key)}` : String(key)
  }
  return path
}
