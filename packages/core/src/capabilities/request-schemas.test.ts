import { describe, expect, it } from 'vitest'
import {
  builtInCapabilities,
  type BuiltInCapabilityId,
  type Capability,
  issuePath,
  lazySchema,
  type LazySchema,
} from '../index.ts'

const sound = { mediaType: 'audio/wav', data: { kind: 'base64', base64: 'AAAA' } }
const picture = { mediaType: 'image/png', data: { kind: 'url', url: 'https://example.com/a.png' } }

const accepted: Record<BuiltInCapabilityId, readonly object[]> = {
  chat: [{ messages: [{ role: 'user', content: 'hi' }] }],
  image: [
    { prompt: 'a fox' },
    { prompt: '', images: [picture], mask: picture, n: 2, size: '1024x768', aspectRatio: '1.91:1' },
    {
      prompt: 'a fox',
      options: { loras: [{ path: 'x', scale: 0.5 }] },
      extra: { 'openai-images': { moderation: 'low' } },
    },
  ],
  video: [
    { prompt: 'rain' },
    {
      prompt: '',
      frames: [
        { at: 'first', image: picture },
        { at: 2.5, image: picture },
      ],
    },
  ],
  music: [{ prompt: 'calm' }, { sections: [{ seconds: 10, styles: ['jazz'] }] }, { lyrics: 'la la' }],
  speech: [{ text: 'hello', voice: 'a', speed: 1.2 }, { text: [{ text: 'hi', voice: 'a' }, { text: 'ho' }] }],
  transcription: [{ audio: sound, languages: ['en'], timestamps: ['word'], speakers: { max: 2 } }],
  embedding: [{ inputs: ['a', [1, 2], { content: [{ type: 'text', text: 'x' }] }], dimensions: 8 }],
  rerank: [{ query: 'q', documents: ['a', { title: 'b', tags: ['c'] }], topN: 1 }],
  moderation: [{ inputs: ['a', { content: [{ type: 'file', ...picture }] }] }],
  realtime: [
    {},
    {
      modalities: ['audio'],
      input: { format: { encoding: 'pcm16', sampleRate: 24_000 }, turns: { by: 'silence' } },
    },
  ],
  voices: [
    { action: 'list' },
    { action: 'clone', name: 'me', samples: [sound] },
    { action: 'delete', id: 'v' },
  ],
}

/** What is refused, and the path that the refusal names. */
const refused: Record<BuiltInCapabilityId, readonly (readonly [object, string])[]> = {
  chat: [
    [{ messages: [] }, 'messages'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: 'a' }], temperature: 3 }, 'temperature'],
  ],
  image: [
    [{ prompt: '  ' }, 'prompt'],
    [{ prompt: 'a', size: '0x10' }, 'size'],
    [{ prompt: 'a', size: '10' }, 'size'],
    [{ prompt: 'a', n: 0 }, 'n'],
    [{ prompt: 'a', mask: picture }, 'mask'],
    [{ prompt: 'a', images: [{ mediaType: 'image/png' }] }, 'images[0].data'],
    [{ prompt: 'a', nonsense: 1 }, 'nonsense'],
  ],
  video: [
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 'a', frames: [{ at: 'middle', image: picture }] }, 'frames[0].at'],
  ],
  music: [
    [{}, 'prompt'],
    [{ sections: [{ seconds: 0 }] }, 'sections[0].seconds'],
  ],
  speech: [
    [{ text: '' }, 'text'],
    [{ text: 'a', speed: 0 }, 'speed'],
  ],
  transcription: [
    [{}, 'audio'],
    [{ audio: sound, timestamps: ['letter'] }, 'timestamps[0]'],
  ],
  embedding: [
    [{ inputs: [] }, 'inputs'],
    [{ inputs: ['a'], dimensions: 1.5 }, 'dimensions'],
  ],
  rerank: [
    [{ query: 'q', documents: [] }, 'documents'],
    [{ query: 'q', documents: [1] }, 'documents[0]'],
  ],
  moderation: [[{ inputs: [] }, 'inputs']],
  realtime: [
    [{ input: { turns: { by: 'nobody' } } }, 'input.turns.by'],
    [{ modalities: ['smell'] }, 'modalities[0]'],
  ],
  voices: [
    [{ action: 'sing' }, 'action'],
    [{ action: 'clone', name: 'me', samples: [] }, 'samples'],
  ],
}

const check = async (capability: Capability, value: unknown) =>
  capability.request['~standard'].validate(value)

describe.each(builtInCapabilities as readonly Capability[])('$id', capability => {
  const id = capability.id as BuiltInCapabilityId

  it.each(accepted[id])('accepts %j', async request => {
    expect(await check(capability, request)).not.toHaveProperty('issues')
  })

  it.each(refused[id])('refuses %j at "%s"', async (request, path) => {
    const { issues } = await check(capability, request)
    expect(issues?.map(issuePath)).toContain(path)
  })

  it('carries the fields that every request may carry', async () => {
    const tail = { user: 'u', metadata: { a: 'b' }, options: { x: 1 }, extra: { wire: { y: [2] } } }
    if (id === 'chat') return
    expect(await check(capability, { ...accepted[id][0], ...tail })).toMatchObject({ value: tail })
  })

  it('describes its request as JSON Schema', async () => {
    const schema = await (capability.request as LazySchema).ready()
    const json = schema['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
    expect(JSON.stringify(json)).toContain('"additionalProperties":false')
  })
})

describe('normalising', () => {
  const value = async (id: BuiltInCapabilityId, request: object) => {
    const capability = builtInCapabilities.find(each => each.id === id) as Capability
    const outcome = await check(capability, request)
    return 'value' in outcome ? outcome.value : outcome.issues
  }

  it('makes a list of the one input', async () => {
    expect(await value('embedding', { inputs: 'a' })).toEqual({ inputs: ['a'] })
    expect(await value('moderation', { inputs: 'a' })).toEqual({ inputs: ['a'] })
  })

  it('makes content of the text of a message', async () => {
    expect(await value('chat', { messages: [{ role: 'user', content: 'a' }], toolChoice: 'auto' })).toEqual({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }],
      toolChoice: { type: 'auto' },
    })
  })

  it('takes what an answer made as it is', async () => {
    const audio = { ...sound, seconds: 2, sampleRate: 24_000 }
    expect(await value('transcription', { audio })).toEqual({ audio: sound })
  })

  it('leaves absent fields absent', async () => {
    expect(Object.keys((await value('image', { prompt: 'a' })) as object)).toEqual(['prompt'])
  })
})

it('a schema that fails to load fails each use, and is loaded again by the next', async () => {
  let loads = 0
  const schema = lazySchema(async () => {
    loads += 1
    if (loads === 1) throw new Error('no disk')
    return { '~standard': { version: 1 as const, vendor: 'x', validate: (value: unknown) => ({ value }) } }
  })
  await expect(schema['~standard'].validate(1)).rejects.toThrow('no disk')
  expect(await schema['~standard'].validate(1)).toEqual({ value: 1 })
  expect(await schema['~standard'].validate(2)).toEqual({ value: 2 })
  expect(loads).toBe(2)
})
