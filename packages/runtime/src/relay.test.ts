import {
  type Answer,
  type CallLayer,
  chat,
  type ChatResult,
  definePlugin,
  knownUsage,
  type RelayBody,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { hi } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

const result: ChatResult = { content: [], finish: { unified: 'stop' }, usage: knownUsage({ input: 1 }) }
const bytes = new TextEncoder().encode('{"as":"it came"}')
const relayed: Answer<ChatResult> = {
  kind: 'answer',
  result,
  usage: result.usage,
  warnings: [],
  bytes: wire => (wire === 'acme-wire' ? bytes : undefined),
}
const body: RelayBody = { stream: false, field: () => undefined, patched: () => new Uint8Array() }

function plugin() {
  const seen: string[] = []
  const made = definePlugin({
    id: 'acme',
    abi: 1,
    capabilities: { chat },
    models: [{ id: 'm', capabilities: ['chat'] }],
    setup: ({ provide }) =>
      provide({
        chat: {
          generate: async () => {
            seen.push('generate')
            return result
          },
          relay: {
            wire: 'acme-wire',
            alsoTakes: ['acme-wire@old'],
            send: async sent => {
              seen.push(sent === body ? 'relay' : 'other body')
              return relayed
            },
          },
        },
      }),
  })
  return { made, seen }
}

const input = { capability: chat, target: 'acme/m', raw: { wire: 'acme-wire', body } } as const

describe('relay', () => {
  it("gives a provider of the caller's wire the caller's bytes, and never makes the canonical request", async () => {
    const { made, seen } = plugin()
    const runtime = await createRuntime({ plugins: [made], env: {} })
    const call = await runtime.call({ ...input, request: () => expect.unreachable() })
    expect(call.outcome.kind === 'answer' && call.outcome.bytes('acme-wire')).toBe(bytes)
    expect(await call.closed).toMatchObject({ receipt: { path: 'relay' } })
    expect(seen).toEqual(['relay'])
  })

  it('gives it those of another version too, if it takes that as well', async () => {
    const { made, seen } = plugin()
    const runtime = await createRuntime({ plugins: [made], env: {} })
    const raw = { wire: 'acme-wire@old', body }
    const call = await runtime.call({ ...input, raw, request: () => expect.unreachable() })
    expect(await call.closed).toMatchObject({ receipt: { path: 'relay' } })
    expect(seen).toEqual(['relay'])
  })

  it('translates a body that the relay can not make fit for the model', async () => {
    const seen: string[] = []
    const made = definePlugin({
      id: 'acme',
      abi: 1,
      capabilities: { chat },
      setup: ({ provide }) =>
        provide({
          chat: {
            generate: async () => {
              seen.push('generate')
              return result
            },
            relay: {
              wire: 'acme-wire',
              takes: (asked, model) => asked.field('odd') === undefined || model === 'new',
              send: async () => {
                seen.push('relay')
                return relayed
              },
            },
          },
        }),
    })
    const runtime = await createRuntime({ plugins: [made], env: {} })
    const odd: RelayBody = { ...body, field: name => (name === 'odd' ? 1 : undefined) }
    for (const [target, given] of [
      ['acme/old', body],
      ['acme/old', odd],
      ['acme/new', odd],
    ] as const) {
      await runtime.call({ ...input, target, raw: { wire: 'acme-wire', body: given }, request: () => hi })
    }
    expect(seen).toEqual(['relay', 'generate', 'relay'])
  })

  it('translates for a caller of another wire', async () => {
    const { made, seen } = plugin()
    const runtime = await createRuntime({ plugins: [made], env: {} })
    const call = await runtime.call({ ...input, raw: { wire: 'other-wire', body }, request: () => hi })
    expect(await call.closed).toMatchObject({ receipt: { path: 'decoded' } })
    expect(seen).toEqual(['generate'])
  })

  it('picks, of several relays, the one of the wire that the caller speaks, and the vendor with that model', async () => {
    const sent: string[] = []
    const to = (wire: string, models: readonly string[]) => ({
      wire,
      speaks: (model: string) => models.includes(model),
      send: async () => {
        sent.push(wire)
        return relayed
      },
    })
    const made = definePlugin({
      id: 'acme',
      abi: 1,
      capabilities: { chat },
      models: [
        { id: 'm', capabilities: ['chat'] },
        { id: 'n', capabilities: ['chat'] },
      ],
      setup: ({ provide }) =>
        provide({
          chat: {
            generate: async () => {
              sent.push('generate')
              return result
            },
            relay: [to('acme-wire', ['m']), to('acme-wire-2', ['m', 'n'])],
          },
        }),
    })
    const runtime = await createRuntime({ plugins: [made], env: {} })
    for (const [wire, target] of [
      ['acme-wire', 'acme/m'],
      ['acme-wire-2', 'acme/m'],
      ['acme-wire', 'acme/n'],
      ['acme-wire-2', 'acme/n'],
    ] as const) {
      await runtime.call({ capability: chat, target, raw: { wire, body }, request: () => hi })
    }
    expect(sent).toEqual(['acme-wire', 'acme-wire-2', 'generate', 'acme-wire-2'])
  })

  it.each([
    ['needs the content', { needsContent: true, run: (_call, next) => next() }],
    [
      'puts another request in its place',
      {
        run: (call, next) => {
          call.replaceRequest(hi)
          return next()
        },
      },
    ],
  ] satisfies [string, Partial<CallLayer> & Pick<CallLayer, 'run'>][])(
    'translates where a layer %s',
    async (_what, layer) => {
      const { made, seen } = plugin()
      const hook: CallLayer = { kind: 'call', phase: 'guard', name: 'reader', ...layer }
      const runtime = await createRuntime({ plugins: [made], env: {}, hooks: [hook] })
      await runtime.call({ ...input, request: () => hi })
      expect(seen).toEqual(['generate'])
    },
  )
})
