import { chat, definePlugin, type Http, knownUsage, type Plugin } from '@lucid-gateway/core'

export type Act = (http: Http) => Promise<unknown>

export const posts: Act = http => http.send({ url: 'https://127.0.0.1:9/' })

/** Can't take a seed, warns of it, and then does one thing with its way out; keeps what came of that. */
export function lossy(id: string, act: Act, came: unknown[] = []): Plugin {
  return definePlugin({
    id,
    abi: 1,
    capabilities: { chat },
    hosts: ['127.0.0.1:9'],
    models: [{ id: 'm', capabilities: ['chat'] }],
    setup: ({ provide }) =>
      provide({
        chat: {
          generate: async (request, attempt) => {
            const { http } = attempt
            if (request.seed !== undefined)
              attempt.warn({ type: 'dropped', field: 'seed', message: 'no seeds here' })
            came.push(await act(http))
            return { content: [], finish: { unified: 'stop' }, usage: knownUsage({ input: 1 }) }
          },
        },
      }),
  })
}
