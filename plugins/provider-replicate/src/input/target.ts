import { LucidError } from '@lucid-gateway/core'

/** Where a prediction is created, and of which version. */
export interface Target {
  readonly path: string
  readonly version?: string
}

/** What the name of a model says about where it runs. */
export type ModelName =
  /** A version, of which nothing else is known. */
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'deployment'; readonly owner: string; readonly name: string }
  | { readonly kind: 'model'; readonly owner: string; readonly name: string; readonly version?: string }

const word = '[\\w-][\\w.-]*'
const versionPattern = /^[0-9a-f]{64}$/
const deploymentPattern = new RegExp(`^deployments/(${word})/(${word})$`)
const modelPattern = new RegExp(`^(${word})/(${word})(?::([0-9a-z]+))?$`)

/** Reads `owner/name`, `owner/name:version`, `deployments/owner/name` and a version alone. */
export function modelNameOf(model: string): ModelName {
  if (versionPattern.test(model)) return { kind: 'version', version: model }
  const deployed = deploymentPattern.exec(model)
  if (deployed) return { kind: 'deployment', owner: deployed[1] as string, name: deployed[2] as string }
  const named = modelPattern.exec(model)
  if (!named) throw noName(model)
  const [, owner, name, version] = named as unknown as readonly [string, string, string, string | undefined]
  return { kind: 'model', owner, name, ...(version === undefined ? {} : { version }) }
}

export function targetOfVersion(version: string): Target {
  return { path: '/predictions', version }
}

export function targetOfModel(owner: string, name: string): Target {
  return { path: `/models/${owner}/${name}/predictions` }
}

export function targetOfDeployment(owner: string, name: string): Target {
  return { path: `/deployments/${owner}/${name}/predictions` }
}

function noName(model: string): LucidError {
  return new LucidError('not_found', `"${model}" is no name of a model of Replicate.`, {
    param: 'model',
    reason: 'unknown_model',
    recourse: 'other',
    hint: 'Write owner/name, owner/name:version, deployments/owner/name, or the 64 digits of a version.',
  })
}
