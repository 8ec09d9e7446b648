import type { Clock, ModelCard } from '@lucid-gateway/core'
import { models } from '../models.ts'
import { strange } from '../errors.ts'
import type { ReplicateAttempt, ReplicateClients } from '../sdk/client.ts'
import { modelNameOf, type Target, targetOfDeployment, targetOfModel, targetOfVersion } from './target.ts'

/** A field of a model's input. */
export interface InputField {
  readonly type?: string
  /** The values that it takes, where those are few. */
  readonly choices?: readonly unknown[]
}

/** What has to be known of a model to ask it. */
export interface ModelFacts {
  readonly target: Target
  /** Absent where nobody says which fields there are. */
  readonly fields?: ReadonlyMap<string, InputField>
  /** Width and height count only where the aspect ratio is this word. */
  readonly customRatio?: boolean
}

export interface FactsSource {
  of(attempt: ReplicateAttempt): Promise<ModelFacts>
}

/** How many models are remembered that have no card, and for how long: each may get a new version. */
const mostKept = 200
const oldMs = 30 * 60_000

interface Kept {
  readonly facts: ModelFacts
  readonly at: number
}

/** From the card, or else from the vendor, which describes the input of each model. */
export function factsSource(clients: ReplicateClients, { now }: Pick<Clock, 'now'>): FactsSource {
  const kept = new Map<string, Kept>()
  return {
    async of(attempt) {
      const name = modelNameOf(attempt.model)
      if (name.kind === 'version') return { target: targetOfVersion(name.version) }
      if (name.kind === 'deployment') return { target: targetOfDeployment(name.owner, name.name) }
      const card = name.version === undefined ? models.find(({ id }) => id === attempt.model) : undefined
      const carded = card && factsOfCard(card, targetOfModel(name.owner, name.name))
      if (carded) return carded
      const { account, model, secretVersion } = attempt
      const key = secretVersion === undefined ? undefined : JSON.stringify([account, secretVersion, model])
      const known = key === undefined ? undefined : kept.get(key)
      if (known && now() - known.at < oldMs) return known.facts
      const facts = await askVendor(clients, name, attempt)
      if (key === undefined) return facts
      kept.delete(key)
      kept.set(key, { facts, at: now() })
      const [oldest] = kept.keys()
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      return facts
    },
  }
}

/** `inputs` on a card are the names of the fields, as the vendor has them. */
function factsOfCard({ quirks = {} }: ModelCard, target: Target): ModelFacts | undefined {
  const { customRatio, inputs } = quirks
  if (typeof inputs !== 'string') return undefined
  const fields = new Map(inputs.split(' ').map(name => [name, {}]))
  return { target, fields, ...(customRatio === true ? { customRatio } : {}) }
}

interface Named {
  readonly owner: string
  readonly name: string
  readonly version?: string
}

async function askVendor(
  clients: ReplicateClients,
  { name, owner, version }: Named,
  attempt: ReplicateAttempt,
): Promise<ModelFacts> {
  const { signal } = attempt
  if (version !== undefined) {
    const found = await clients.use(attempt, client =>
      client.models.versions.get(owner, name, version, { signal }),
    )
    if (typeof found.id !== 'string') throw strange('version of a model')
    return { target: targetOfVersion(version), ...fieldsIn(found.openapi_schema) }
  }
  const model = await clients.use(attempt, client => client.models.get(owner, name, { signal }))
  const latest = model.latest_version
  if (typeof model.owner !== 'string') throw strange('model')
  const official = model.is_official === true || latest?.id === undefined
  return {
    target: official ? targetOfModel(owner, name) : targetOfVersion(latest.id),
    ...fieldsIn(latest?.openapi_schema),
  }
}

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly $ref?: string
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
}

/** Choices are schemas of their own, which the fields refer to. */
function fieldsIn(openapi: unknown): Pick<ModelFacts, 'fields' | 'customRatio'> {
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
