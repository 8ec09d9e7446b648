import {
  type Attempt,
  definePlugin,
  fromUnknown,
  type GeneratedImage,
  image,
  type ImageRequest,
  type ImageResult,
  knownUsage,
  LucidError,
  type Plugin,
} from '@lucid-gateway/core'
import { GenerationError } from '../error/generation-error.ts'
import type { OwnImage, OwnProvider } from './own-provider.ts'

/** A provider of the application's own as a plugin, so that the runtime treats it like any other. */
export function ownPlugin(provider: OwnProvider): Plugin {
  const { id, name, hosts = [], artifactHosts = [] } = provider
  const { models, modelId = models[0], options } = provider.getSupportedFeatures()
  return definePlugin({
    id,
    abi: 1,
    name,
    capabilities: { image },
    hosts,
    artifactHosts,
    models: models.map(model => ({
      id: model,
      capabilities: ['image'],
      ...(options && model === modelId ? { options } : {}),
    })),
    setup: ({ provide }) =>
      provide({ image: { generate: (request, attempt) => generate(provider, request, attempt) } }),
  })
}

async function generate(
  provider: OwnProvider,
  request: ImageRequest,
  { model, signal, http, log, warn }: Attempt<unknown>,
): Promise<ImageResult> {
  const context = { modelId: model, signal, http, log, warn }
  try {
    const { images, usage } = await provider.generate(
      { ...request, providerId: provider.id, modelId: model },
      context,
    )
    if (!Array.isArray(images)) throw noImages(provider.id)
    return { images: images.map(asImage), usage: usage ?? knownUsage({ image: images.length }) }
  } catch (thrown) {
    const said = GenerationError.is(thrown) ? thrown.cause : thrown
    throw fromUnknown(said, 'upstream', { origin: 'provider' })
  }
}

function asImage(made: OwnImage): GeneratedImage {
  const { mediaType = 'image/*', seed, revisedPrompt } = made
  return {
    mediaType,
    data:
      'bytes' in made
        ? { kind: 'base64', base64: Buffer.from(made.bytes).toString('base64') }
        : { kind: 'url', url: made.url },
    ...(seed === undefined ? {} : { seed }),
    ...(revisedPrompt === undefined ? {} : { revisedPrompt }),
  }
}

function noImages(provider: string): LucidError {
  return new LucidError('upstream', `The provider "${provider}" gave no images.`, {
    reason: 'provider_shape',
    recourse: 'none',
    hint: 'Its generate resolves with { images: [{ bytes }] } or { images: [{ url }] }.',
  })
}
