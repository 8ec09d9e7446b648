import {
  definePlugin,
  image,
  type ImageRequest,
  knownUsage,
  LucidError,
  type OptionRules,
  type Plugin,
  type RelayBody,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { createRuntime } from './create-runtime.ts'
import type { RuntimeOptions } from './options.ts'

const png = { mediaType: 'image/png', data: { kind: 'base64', base64: 'AA==' } } as const
const answer = { images: [png], usage: knownUsage({ image: 1 }) }

interface Studio {
  readonly plugin: Plugin
  readonly asked: ImageRequest[]
  readonly relayed: string[]
}

/** A vendor of pictures whose one model keeps to some rules. */
function studio(id: string, options?: OptionRules, error?: LucidError): Studio {
  const [asked, relayed]: [ImageRequest[], string[]] = [[], []]
  const plugin = definePlugin({
    id,
    abi: 1,
    capabilities: { image },
    models: [{ id: `${id}-m`, capabilities: ['image'], ...(options ? { options } : {}) }],
    setup: ({ provide }) =>
      provide({
        image: {
          generate: async request => {
            asked.push(request)
            if (error) throw error
            return answer
          },
          relay: {
            wire: 'pictures',
            send: async body => {
              relayed.push(new TextDecoder().decode(body.patched({})))
              if (error) throw error
              return {
                kind: 'answer',
                result: answer,
                usage: answer.usage,
                warnings: [],
                bytes: () => undefined,
              }
            },
          },
        },
      }),
  }) as unknown as Plugin
  return { plugin, asked, relayed }
}

const rules: OptionRules = {
  size: { kind: 'size', values: ['1024x1024', '1536x1024'] },
  negativePrompt: { kind: 'untaken' },
}
const down = new LucidError('overloaded', 'no capacity', { billed: 'no' })
const wide = { prompt: 'a fox', size: '1792x1024' } as const

const listed = (...ids: string[]): Partial<RuntimeOptions> => ({
  channels: { stable: { 'image.default': ids.map(id => ({ provider: id, model: `${id}-m` })) } },
})
const open = (studios: readonly Studio[], more: Partial<RuntimeOptions> = {}) =>
  createRuntime({ plugins: studios.map(({ plugin }) => plugin), env: {}, ...more })
const refused = { code: 'invalid_request', reason: 'unsupported_option', param: 'size' }

describe('the model that was asked for', () => {
  it('is not asked for what its card says it does not take', async () => {
    const one = studio('one', rules)
    await using runtime = await disposable(open([one]))
    const asked = runtime.generate({ capability: image, target: 'one/one-m', request: wide })
    await expect(asked).rejects.toMatchObject({ ...refused, details: { nearest: '1536x1024' } })
    expect(one.asked).toEqual([])
  })

  it('is held to it on its other accounts too, and no other model is asked instead', async () => {
    const [one, two] = [studio('one', rules), studio('two')]
    await using runtime = await disposable(
      open([one, two], {
        ...listed('one', 'two'),
        accounts: { 'one-eu': { provider: 'one' } },
      }),
    )
    await expect(runtime.generate({ capability: image, request: wide })).rejects.toMatchObject(refused)
    expect(two.asked).toEqual([])
    const there = runtime.generate({ capability: image, target: 'one-eu/one-m', request: wide })
    await expect(there).rejects.toMatchObject(refused)
  })

  it('is not told of what it takes nothing of; result and receipt say so', async () => {
    const one = studio('one', rules)
    await using runtime = await disposable(open([one]))
    const request = Object.freeze({ prompt: 'a fox', negativePrompt: 'hounds' })
    const call = await runtime.call({ capability: image, target: 'one/one-m', request })
    expect(one.asked).toEqual([{ prompt: 'a fox' }])
    const warning = { type: 'dropped', field: 'negativePrompt' }
    expect(call.outcome).toMatchObject({ result: { warnings: [warning] }, warnings: [warning] })
    expect((await call.closed).receipt?.entries).toMatchObject([
      { action: 'dropped', field: 'negativePrompt' },
    ])
  })

  it('is not asked by a strict call that it would take a part of', async () => {
    const one = studio('one', rules)
    await using runtime = await disposable(open([one]))
    const request = { prompt: 'a fox', negativePrompt: 'hounds' }
    const asked = runtime.generate({ capability: image, target: 'one/one-m', request, strict: true })
    await expect(asked).rejects.toMatchObject({ reason: 'would_lose', param: 'negativePrompt' })
    expect(one.asked).toEqual([])
  })
})

describe('a model that stands in for another', () => {
  it('is asked for the nearest that it takes, with a warning', async () => {
    const [one, two] = [studio('one', undefined, down), studio('two', rules)]
    await using runtime = await disposable(open([one, two], listed('one', 'two')))
    const call = await runtime.call({ capability: image, request: wide })
    expect(one.asked).toEqual([wide])
    expect(two.asked).toEqual([{ prompt: 'a fox', size: '1536x1024' }])
    expect((await call.closed).receipt?.entries).toMatchObject([{ action: 'coerced', field: 'size' }])
  })
})

describe('a model that was asked for and whose account rests', () => {
  it('is still the one that was asked for', async () => {
    const none = new LucidError('quota', 'no credit', { origin: 'provider' })
    const [one, two] = [studio('one', undefined, none), studio('two', rules)]
    await using runtime = await disposable(open([one, two], listed('one', 'two')))
    for (const tries of [1, 1]) {
      await runtime.generate({ capability: image, request: wide })
      expect(one.asked).toHaveLength(tries)
    }
    expect(two.asked.map(({ size }) => size)).toEqual(['1536x1024', '1536x1024'])
  })
})

describe('explaining a call', () => {
  it('tells what would be refused, and what would be changed', async () => {
    const [one, two] = [studio('one', rules), studio('two', { size: { kind: 'untaken' } })]
    await using runtime = await disposable(open([one, two], listed('one', 'two')))
    const said = await runtime.explain({ capability: image, request: wide })
    expect(said.excluded).toMatchObject([
      { account: 'one', reason: 'unsupported_option' },
      { account: 'two', reason: 'not_reached' },
    ])
    const taken = await runtime.explain({ capability: image, request: { ...wide, size: '1024x1024' } })
    expect(taken.targets.map(({ losses }) => losses.map(({ field }) => field))).toEqual([[], ['size']])
  })
})

describe("a call in the vendor's own words", () => {
  const text = JSON.stringify(wide)
  const body: RelayBody = {
    stream: false,
    patched: () => new TextEncoder().encode(text),
    field: name => (wide as Readonly<Record<string, unknown>>)[name],
  }
  const input = { capability: image, request: () => wide, raw: { wire: 'pictures', body } } as const

  it('is for the vendor to judge', async () => {
    const one = studio('one', rules)
    await using runtime = await disposable(open([one]))
    await runtime.generate({ ...input, target: 'one/one-m' })
    expect(one.relayed).toEqual([text])
  })

  it('is fitted to a model that stands in, and passed on where that takes it as it is', async () => {
    for (const [held, relayed] of [
      [rules, 0],
      [{ size: { kind: 'size', values: ['1792x1024'] } } satisfies OptionRules, 1],
    ] as const) {
      const [one, two] = [studio('one', undefined, down), studio('two', held)]
      await using runtime = await disposable(open([one, two], listed('one', 'two')))
      await runtime.generate(input)
      expect(two.relayed).toHaveLength(relayed)
      expect(two.asked).toEqual(relayed ? [] : [{ prompt: 'a fox', size: '1536x1024' }])
    }
  })

  it('that can not be read is passed on to a model that stands in as well', async () => {
    const [one, two] = [studio('one', undefined, down), studio('two', rules)]
    await using runtime = await disposable(open([one, two], listed('one', 'two')))
    const request = () => {
      throw new LucidError('invalid_request', 'not to be read')
    }
    await runtime.generate({ ...input, request })
    expect(two.relayed).toEqual([text])
  })
})

async function disposable<T extends { close(): Promise<void> }>(
  opening: Promise<T>,
): Promise<T & AsyncDisposable> {
  const runtime = await opening
  return Object.assign(runtime, { [Symbol.asyncDispose]: () => runtime.close() })
}
