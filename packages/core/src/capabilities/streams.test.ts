import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Capability,
  builtInCapabilities,
  image,
  type ImageResult,
  knownUsage,
  type LucidError,
  speech,
  type SpeechPart,
  type SpeechResult,
  transcription,
  type TranscriptionResult,
} from '../index.ts'

const head = {
  id: 'x',
  model: 'm',
  metadata: { demo: true },
  warnings: [{ type: 'note' as const, message: 'n' }],
  usage: knownUsage({ request: 1 }),
}

const png = (base64: string) => ({ mediaType: 'image/png', data: { kind: 'base64' as const, base64 } })

describe('image', () => {
  const result: ImageResult = {
    ...head,
    created: 5,
    extra: { w: { a: 1 } },
    images: [png('AA=='), { ...png('AQ=='), seed: 7 }],
  }

  it('is the same after split and collect', () => {
    expect(image.collect?.([...(image.split?.(result) ?? [])])).toEqual(result)
  })

  it('takes pictures by their index and leaves unfinished ones out', () => {
    const collected = image.collect?.([
      { type: 'image-partial', index: 0, step: 0, image: png('BB==') },
      { type: 'image', index: 1, image: png('AQ==') },
      { type: 'image', index: 0, image: png('AA==') },
    ])
    expect(collected?.images).toEqual([png('AA=='), png('AQ==')])
  })

  it('has no holes where a picture never came', () => {
    expect(image.collect?.([{ type: 'image', index: 2, image: png('AA==') }]).images).toEqual([png('AA==')])
  })
})

describe('speech', () => {
  const spoken = (bytes: Uint8Array): SpeechResult => ({
    ...head,
    audio: {
      mediaType: 'audio/wav',
      sampleRate: 24_000,
      data: { kind: 'base64', base64: Buffer.from(bytes).toString('base64') },
    },
    marks: [{ text: 'a', start: 0, end: 1 }],
  })

  it('is the same after split and collect, whatever its length', () => {
    for (const length of [0, 1, 24 * 1024, 24 * 1024 + 1, 100_000]) {
      const result = spoken(new Uint8Array(length).fill(9))
      expect(speech.collect?.([...(speech.split?.(result) ?? [])])).toEqual(result)
    }
  })

  it('joins chunks that end anywhere', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 7 })), chunks => {
        const parts: SpeechPart[] = [
          { type: 'start', audio: { mediaType: 'audio/pcm' } },
          ...chunks.map(chunk => ({
            type: 'audio-delta' as const,
            base64: Buffer.from(chunk).toString('base64'),
          })),
        ]
        expect(speech.collect?.(parts).audio.data).toEqual({
          kind: 'base64',
          base64: Buffer.concat(chunks).toString('base64'),
        })
      }),
    )
  })

  it('says so when there are no bytes to split', () => {
    const result: SpeechResult = {
      ...head,
      audio: { mediaType: 'audio/mpeg', data: { kind: 'url', url: 'https://x' } },
    }
    expect(() => [...(speech.split?.(result) ?? [])]).toThrow(
      expect.objectContaining({ code: 'upstream', origin: 'gateway', billed: 'yes' }) as LucidError,
    )
  })
})

describe('transcription', () => {
  const result: TranscriptionResult = {
    ...head,
    text: 'hello there',
    language: 'en',
    seconds: 2,
    segments: [{ text: 'hello there', start: 0, end: 2, speaker: 'A' }],
    words: [{ text: 'hello', start: 0, end: 1 }],
  }

  it('is the same after split and collect', () => {
    expect(transcription.collect?.([...(transcription.split?.(result) ?? [])])).toEqual(result)
  })

  it('believes the text of the end, where there is one', () => {
    const collected = transcription.collect?.([
      { type: 'text-delta', text: 'helo' },
      { type: 'finish', text: 'hello' },
    ])
    expect(collected?.text).toBe('hello')
  })
})

describe.each(builtInCapabilities as readonly Capability[])('$id', capability => {
  it('can be collected where it can be both a stream and an answer', () => {
    const both = capability.modes.includes('stream') && capability.modes.includes('unary')
    expect(Boolean(capability.collect && capability.split)).toBe(both)
  })

  it('commits at content, not at heads', () => {
    expect(['start', 'usage', 'warning'].map(type => capability.commits({ type }))).toEqual([
      false,
      false,
      false,
    ])
    expect(capability.commits({ type: 'text-delta' })).toBe(true)
  })

  it('is frozen', () => {
    expect([capability, capability.modes, capability.meters].every(Object.isFrozen)).toBe(true)
  })
})

it('built-in capabilities have different ids, and those that may change say so', () => {
  expect(new Set(builtInCapabilities.map(each => each.id)).size).toBe(11)
  expect(builtInCapabilities.filter(each => each.draft).map(each => each.id)).toEqual([
    'video',
    'realtime',
    'voices',
  ])
})
