import type { Media } from '@lucid-gateway/core'
import { Ledger, testNoneStale } from '@lucid-gateway/oracle'
import { type ReplicateBehaviour, replicateErrors, type ReplicateErrorName } from '@lucid-gateway/simulators'
import Replicate from 'replicate'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench, schnell } from './bench.ts'
import { imageSides, type Question } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const sides = imageSides(simulator, plugin, attempts)
const ledger = new Ledger(acceptedDifferences, 'request', 'answer', 'error', 'error requests')

interface Case extends Question {
  readonly name: string
  readonly behaviour?: ReplicateBehaviour
}

const fox = { model: schnell, input: { prompt: 'a fox' }, request: { prompt: 'a fox' } } as const
const stable =
  'stability-ai/stable-diffusion:ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4'

function picture(bytes: number): { readonly file: File; readonly media: Media } {
  const content = Buffer.alloc(bytes, 7)
  const data = { kind: 'base64', base64: content.toString('base64') } as const
  return {
    file: new File([content], 'fox.png', { type: 'image/png' }),
    media: { mediaType: 'image/png', filename: 'fox.png', data },
  }
}

const [small, large] = [picture(10), picture(300_000)]
const dev = 'black-forest-labs/flux-dev'

const cases: readonly Case[] = [
  { name: 'words alone', ...fox },
  {
    name: 'all that a model takes',
    model: schnell,
    input: {
      prompt: 'Grüße 👋🏽',
      num_outputs: 3,
      seed: 7,
      num_inference_steps: 4,
      aspect_ratio: '16:9',
      output_format: 'png',
      output_quality: 90,
    },
    request: {
      prompt: 'Grüße 👋🏽',
      n: 3,
      seed: 7,
      steps: 4,
      aspectRatio: '16:9',
      format: 'png',
      compression: 90,
    },
  },
  {
    name: 'fields that only this model knows',
    model: schnell,
    input: { prompt: 'a fox', go_fast: true },
    request: { prompt: 'a fox', options: { go_fast: true } },
  },
  { name: 'one picture', ...fox, model: 'black-forest-labs/flux-1.1-pro' },
  {
    name: 'a picture as data',
    model: 'black-forest-labs/flux-1.1-pro',
    input: { prompt: 'sim:data-url' },
    request: { prompt: 'sim:data-url' },
  },
  { name: 'done before it is asked after', ...fox, behaviour: { polls: 0 } },
  { name: 'done after a while', ...fox, behaviour: { polls: 6 } },
  { name: 'cancelled', ...fox, cancelled: true },
  { name: 'cancelled by another', ...fox, behaviour: { outcome: 'canceled' } },
  { name: 'a version of a model', ...fox, model: stable },
  {
    name: 'a small picture to start from',
    model: dev,
    input: { prompt: 'a fox', image: small.file },
    request: { prompt: 'a fox', images: [small.media] },
  },
  {
    name: 'a large picture to start from',
    model: dev,
    input: { prompt: 'a fox', image: large.file },
    request: { prompt: 'a fox', images: [large.media] },
  },
]

async function both(question: Question, behaviour?: ReplicateBehaviour, key?: string) {
  const seen = (side: keyof typeof sides) => {
    simulator.reset()
    if (behaviour) simulator.script(behaviour)
    return sides[side](question, key)
  }
  return { theirs: await seen('sdk'), ours: await seen('plugin') }
}

describe('a prediction is sent and told as by the SDK', () => {
  it.each(cases)('$name', async ({ behaviour, name, ...question }) => {
    const { ours, theirs } = await both(question, behaviour)
    expect([theirs.thrown, ours.thrown]).toEqual([undefined, undefined])
    expect(ledger.unaccepted('request', name, theirs.requests, ours.requests)).toEqual([])
    expect(ledger.unaccepted('answer', name, theirs.told, ours.told)).toEqual([])
  })
})

describe('a failure is told as by the SDK', () => {
  async function compare(name: string, question: Question, behaviour?: ReplicateBehaviour, key?: string) {
    const { ours, theirs } = await both(question, behaviour, key)
    expect(theirs.error).toBeDefined()
    expect(ledger.unaccepted('error', name, { error: theirs.error }, { error: ours.error })).toEqual([])
    expect(ledger.unaccepted('error requests', name, theirs.requests, ours.requests)).toEqual([])
    return ours.thrown
  }
  const asking = (prompt: string): Question => ({ model: schnell, input: { prompt }, request: { prompt } })

  it.each(Object.keys(replicateErrors) as ReplicateErrorName[])('%s', async name => {
    await compare(name, asking(`a fox sim:error=${name}`))
  })

  it('a wrong token', async () => {
    expect(await compare('a wrong token', fox, undefined, 'r8_nobody')).toMatchObject({ code: 'auth' })
  })

  it('an input that is not valid', async () => {
    const question: Question = {
      model: schnell,
      input: { prompt: 'a fox', num_outputs: 9 },
      request: { prompt: 'a fox', n: 9 },
    }
    expect(await compare('an input that is not valid', question)).toMatchObject({
      code: 'invalid_request',
      param: 'input.num_outputs',
    })
  })

  it('a prediction that failed', async () => {
    await compare('a prediction that failed', fox, { outcome: 'failed' })
    await compare('a prediction that was refused', asking('sim:nsfw'))
  })

  it('a reset', async () => {
    expect(await compare('a reset', asking('sim:fault=reset'))).toMatchObject({ code: 'network' })
  })
})

it('models are listed as by the SDK', async () => {
  const client = new Replicate({ auth: attempts.next('').credentials.apiKey, baseUrl: simulator.url })
  const { models = [] } = await client.collections.get('text-to-image')
  const ours = await plugin.listModels(attempts.next(''))
  expect(ours.map(({ id }) => id)).toEqual(models.map(({ name, owner }) => `${owner}/${name}`))
  const [theirRequest, ourRequest] = simulator.requests
  expect([ourRequest?.method, ourRequest?.path]).toEqual([theirRequest?.method, theirRequest?.path])
})

testNoneStale(ledger)
