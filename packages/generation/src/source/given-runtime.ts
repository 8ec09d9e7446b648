import { image, LucidError } from '@lucid-gateway/core'
import type { OwnKeys, Runtime } from '@lucid-gateway/runtime'
import { accountProvider } from '../provider/account-provider.ts'
import { picturesOff } from '../error/refusals.ts'
import type { ListedProvider, ProviderSource } from './provider-source.ts'

/** The accounts of a runtime that is somebody else's, as they are when they are asked for. */
export function givenRuntime(runtime: Runtime): ProviderSource {
  const modelOf = (names: readonly string[], ownKeys?: OwnKeys): string | undefined => {
    const ofThese = ({
      account,
      provider,
    }: {
      readonly account: string
      readonly provider: string
    }): boolean => names.includes(account) || names.includes(provider)
    return usual(runtime, ownKeys).find(ofThese)?.model ?? picturesOf(runtime).find(ofThese)?.card.id
  }
  return {
    firstServes: false,
    runtime: async () => runtime,
    register({ id }) {
      throw new LucidError(
        'conflict',
        `The provider "${id}" can't join a runtime that is not the service's own.`,
        {
          reason: 'given_runtime',
          hint: 'Put its plugin among those that the runtime is made with.',
        },
      )
    },
    async providers() {
      const accounts = runtime.accounts().filter(({ capabilities }) => capabilities.includes(image.id))
      return accounts.map(({ name, provider }): ListedProvider => ({
        id: name,
        aliases: [provider],
        provider: accountProvider({
          id: name,
          name,
          description: `Pictures by the account "${name}" of ${provider}.`,
          cards: picturesOf(runtime).flatMap(({ account, card }) => (account === name ? card : [])),
          modelId: modelOf([name]),
        }),
      }))
    },
    modelOf: async ({ id, aliases }, ownKeys) => modelOf([id], ownKeys) ?? modelOf(aliases, ownKeys),
    whyNot: id => turnedOff(runtime, id) ?? lacking(runtime, id),
    async close() {},
  }
}

function picturesOf(runtime: Runtime) {
  return runtime.models().filter(({ card }) => card.capabilities.includes(image.id))
}

/** By flags, of an account or of all of a provider's. */
function turnedOff(runtime: Runtime, id: string): LucidError | undefined {
  const named = runtime.accounts().filter(({ name, provider }) => name === id || provider === id)
  const flags = named.flatMap(({ off = [] }) => off).filter(({ capability }) => capability === image.id)
  return flags.length > 0 ? picturesOff(id, [...new Set(flags.map(({ by }) => by))]) : undefined
}

/** The runtime knows of plugins that are there and not in use. */
function lacking(runtime: Runtime, id: string): LucidError | undefined {
  try {
    runtime.resolve(image, `${id}/default`)
  } catch (thrown) {
    if (!LucidError.is(thrown) || thrown.reason !== 'missing_credentials') return undefined
    const { code, message, reason, hint } = thrown
    return new LucidError(code, message, { param: 'providerId', reason, ...(hint ? { hint } : {}) })
  }
  return undefined
}

/** What serves who names no model; nothing where nobody would. */
function usual(runtime: Runtime, ownKeys: OwnKeys | undefined) {
  try {
    return runtime.resolve(image, `${image.id}.default`, undefined, ownKeys)
  } catch {
    return []
  }
}
