import type { BuiltInCapabilityId, Capability, Plugin } from '@lucid-gateway/core'
import { ensure } from './check.ts'
import { defaultRequests } from './default-requests.ts'
import type { ProviderSuite } from './options.ts'

/** A request to ask a model of the plugin. */
export interface Sample {
  readonly capability: Capability
  readonly model: string
  readonly request: unknown
}

export async function samplesOf(suite: ProviderSuite): Promise<readonly Sample[]> {
  const given = suite.capabilities as Readonly<Record<string, GivenSamples | undefined>> | undefined
  const samples: Sample[] = []
  for (const [id, capability] of Object.entries(suite.plugin.capabilities)) {
    const { model, requests } = given?.[id] ?? {}
    const asked = requests ?? defaultsOf(id)
    ensure(
      asked.length > 0 || capability.draft,
      `There is no test request for ${id}. Give testProvider one: capabilities: { '${id}': { requests: [...] } }.`,
    )
    for (const request of asked) {
      samples.push({
        capability,
        model: model ?? firstModel(suite.plugin, id),
        request: await checked(capability, request),
      })
    }
  }
  return samples
}

interface GivenSamples {
  readonly model?: string
  readonly requests?: readonly unknown[]
}

function defaultsOf(id: string): readonly unknown[] {
  return defaultRequests[id as BuiltInCapabilityId] ?? []
}

function firstModel(plugin: Plugin, capability: string): string {
  const card = plugin.models.find(({ capabilities }) => capabilities.includes(capability))
  ensure(
    card,
    `No model card names ${capability}. Give testProvider one: capabilities: { ${capability}: { model: '...' } }.`,
  )
  return card.id
}

/** As the gateway would hand it over: checked, with defaults filled in. */
async function checked(capability: Capability, request: unknown): Promise<unknown> {
  const result = await capability.request['~standard'].validate(request)
  ensure(
    !result.issues,
    () => `A test request for ${capability.id} is not valid: ${JSON.stringify(result.issues)}`,
  )
  return result.value
}
