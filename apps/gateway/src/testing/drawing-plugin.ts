import { definePlugin, image, knownUsage, type Plugin } from '@lucid-gateway/core'

export interface Drawing {
  readonly plugin: Plugin
  /** How often it was asked for pictures. */
  drawn(): number
}

/** A provider `draws` whose model `m` has pictures ready at once. */
export function drawingPlugin(): Drawing {
  let count = 0
  const plugin = definePlugin({
    id: 'draws',
    abi: 1,
    capabilities: { image },
    credentials: {},
    models: [{ id: 'm', capabilities: ['image'], prices: [{ meter: 'image', nanoUsd: 1000n, per: 1 }] }],
    setup: ({ provide }) =>
      provide({
        image: {
          generate: async ({ n = 1 }) => {
            count++
            return {
              images: Array.from({ length: n }, () => ({
                mediaType: 'image/png',
                data: { kind: 'base64' as const, base64: 'iVBORw0KGgo=' },
              })),
              usage: knownUsage({ image: n, request: 1 }),
            }
          },
        },
      }),
  })
  return { plugin, drawn: () => count }
}
