import { LucidError } from '@lucid-gateway/core'
import { strange } from '../errors.ts'
import type { ReplicateAttempt, ReplicateClients } from '../sdk/client.ts'
import { factsOfCard } from './card-facts.ts'
import type { ModelFacts } from './model-facts.ts'
import { fieldsIn } from './schema-fields.ts'
import { type ModelName, modelNameOf, targetOfDeployment, targetOfModel, targetOfVersion } from './target.ts'

/** What the vendor says of a model: where it runs, and which fields its input has. */
export function askVendor(
  clients: ReplicateClients,
  name: Exclude<ModelName, { readonly kind: 'version' }>,
  attempt: ReplicateAttempt,
): Promise<ModelFacts> {
  if (name.kind === 'deployment') return ofDeployment(clients, name, attempt)
  const { version } = name
  return version === undefined
    ? ofModel(clients, name, attempt)
    : ofVersion(clients, { ...name, version }, attempt)
}

interface Named {
  readonly owner: string
  readonly name: string
}

async function ofModel(
  clients: ReplicateClients,
  { name, owner }: Named,
  attempt: ReplicateAttempt,
): Promise<ModelFacts> {
  const { signal } = attempt
  const model = await clients.use(attempt, client => client.models.get(owner, name, { signal }))
  if (typeof model.owner !== 'string') throw strange('model')
  const latest = model.latest_version
  const official = model.is_official === true || latest?.id === undefined
  return {
    target: official ? targetOfModel(owner, name) : targetOfVersion(latest.id),
    ...fieldsIn(latest?.openapi_schema),
  }
}

async function ofVersion(
  clients: ReplicateClients,
  { name, owner, version }: Named & { readonly version: string },
  attempt: ReplicateAttempt,
): Promise<ModelFacts> {
  const { signal } = attempt
  const found = await clients.use(attempt, client =>
    client.models.versions.get(owner, name, version, { signal }),
  )
  if (typeof found.id !== 'string') throw strange('version of a model')
  return { target: targetOfVersion(version), ...fieldsIn(found.openapi_schema) }
}

/** The fields are those of the model that is deployed, where that can be seen. */
async function ofDeployment(
  clients: ReplicateClients,
  { name, owner }: Named,
  attempt: ReplicateAttempt,
): Promise<ModelFacts> {
  const { signal } = attempt
  const found = await clients.use(attempt, client => client.deployments.get(owner, name, { signal }))
  if (typeof found.name !== 'string') throw strange('deployment')
  const target = targetOfDeployment(owner, name)
  const { model = '', version } = found.current_release ?? {}
  const carded = factsOfCard(model, target)
  if (carded) return carded
  const deployed = model === '' ? undefined : modelNameOf(model)
  if (deployed?.kind !== 'model' || typeof version !== 'string') return { target }
  try {
    return { ...(await ofVersion(clients, { ...deployed, version }, attempt)), target }
  } catch (thrown) {
    if (LucidError.is(thrown) && thrown.code === 'not_found') return { target }
    throw thrown
  }
}
