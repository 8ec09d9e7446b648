import { image, LucidError } from '@lucid-gateway/core'
import type { OwnKeys, Runtime } from '@lucid-gateway/runtime'
import { accountProvider } from '../provider/account-provider.ts'
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
    async close() {},
  }
}

function picturesOf(runtime: Runtime) {
  return runtime.models().filter(({ card }) => card.capabilities.includes(image.id))
}

/** What serves who names no model; nothing where nobody would. */
function usual(runtime: Runtime, ownKeys: OwnKeys | undefined) {
  try {
    return runtime.resolve(image, `${image.id}.default`, undefined, ownKeys)
  } catch {
    return []
  }
}
