import {
  speech,
  type SpeechMark,
  type SpeechPart,
  type SpeechResult,
  transcription,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { streamSpeech } from './speech.ts'
import { checked } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'
import { transcribe } from './transcription.ts'
import { pcm16, wavHeader } from './wav/encode.ts'

const partsOf = async (request: object): Promise<readonly SpeechPart[]> =>
  Array.fromAsync(streamSpeech(await checked(speech, request), attemptOn('speech')))
const spoken = async (request: object) => speech.collect?.(await partsOf(request)) as SpeechResult
const bytesOf = ({ audio }: SpeechResult) => Buffer.from((audio.data as { base64: string }).base64, 'base64')
const written = async (audio: object, settings: object = {}) =>
  transcribe(await checked(transcription, { audio, ...settings }), attemptOn('transcription'))
const mediaOf = ({ audio: { mediaType, data } }: SpeechResult) => ({ mediaType, data })

describe('speech', () => {
  it('is a WAV file as long as it says', async () => {
    const result = await spoken({ text: 'Hello' })
    const file = bytesOf(result)
    expect(result).toMatchObject({
      model: 'speech',
      metadata: { demo: true },
      audio: { mediaType: 'audio/wav', sampleRate: 24_000, channels: 1 },
    })
    expect([file.toString('latin1', 0, 4), file.readUInt32LE(4)]).toEqual(['RIFF', file.length - 8])
    expect((file.length - 44) / 48_000).toBeCloseTo(result.audio.seconds as number, 4)
    expect(result.usage.meters).toEqual({ character: { certainty: 'known', quantity: 5 } })
  })

  it('comes in chunks of about half a second, its head first', async () => {
    const chunks = (await partsOf({ text: 'a text of some length' })).flatMap(part =>
      part.type === 'audio-delta' ? [Buffer.from(part.base64, 'base64')] : [],
    )
    expect(chunks[0]).toHaveLength(44)
    expect(chunks.length).toBeGreaterThan(4)
    expect(chunks.slice(1, -1).every(chunk => chunk.length >= 24_000 && chunk.length < 48_000)).toBe(true)
  })

  it('can be audible: it is neither silent nor clipped', async () => {
    const file = bytesOf(await spoken({ text: 'Hello' })).subarray(44)
    const peak = new Int16Array(file.buffer, file.byteOffset, file.length / 2).reduce(
      (most, sample) => Math.max(most, Math.abs(sample)),
      0,
    )
    expect(peak).toBeGreaterThan(8000)
    expect(peak).toBeLessThan(32_000)
  })

  it('says when each word is said', async () => {
    const { marks, audio } = await spoken({ text: 'hi 你好', timestamps: 'word' })
    expect(marks?.map(mark => mark.text)).toEqual(['hi', '你好'])
    const [hi, hello] = marks as readonly [SpeechMark, SpeechMark]
    expect(hello.end - hello.start).toBeCloseTo(3 * (hi.end - hi.start), 6)
    expect(hello.end).toBeLessThan(audio.seconds as number)
  })

  it('names what it cannot take', async () => {
    const { warnings } = await spoken({
      text: 'a',
      format: 'mp3',
      voice: 'nova',
      speed: 3,
      instructions: 'whisper',
    })
    expect(warnings?.map(each => [each.type, each.field])).toEqual([
      ['coerced', 'format'],
      ['coerced', 'voice'],
      ['coerced', 'speed'],
      ['dropped', 'instructions'],
    ])
  })

  it('refuses what is too long, and rates that are none', async () => {
    await expect(spoken({ text: 'x'.repeat(5000) })).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'text',
    })
    await expect(spoken({ text: [{ text: 'a' }, { text: 'é'.repeat(3000) }] })).rejects.toMatchObject({
      param: 'text[1].text',
    })
    await expect(spoken({ text: 'a', sampleRate: 100 })).rejects.toMatchObject({ param: 'sampleRate' })
  })
})

describe('transcription', () => {
  it('understands what was said', async () => {
    const text = 'Zwölf Boxkämpfer jagen Viktor — 12 quick brown foxes. 🦊'
    expect(await written(mediaOf(await spoken({ text })))).toMatchObject({
      text,
      model: 'transcription',
      metadata: { demo: true, understood: true },
    })
  })

  it('understands raw PCM at the rate that its type says', async () => {
    const said = await spoken({ text: 'raw', format: 'pcm', sampleRate: 16_000 })
    expect(said.audio.mediaType).toBe('audio/pcm;rate=16000')
    expect((await written(mediaOf(said))).text).toBe('raw')
  })

  it('tells the speakers of a conversation apart, and when they speak', async () => {
    const said = await spoken({ text: [{ text: 'Hello Bob' }, { text: 'Hi', voice: 'piccolo' }] })
    const result = await written(mediaOf(said), { timestamps: ['segment', 'word'] })
    expect(result.text).toBe('Hello Bob\nHi')
    expect(result.segments?.map(each => [each.text, each.speaker])).toEqual([
      ['Hello Bob', 'aria'],
      ['Hi', 'piccolo'],
    ])
    expect(result.words?.map(each => each.text)).toEqual(['Hello', 'Bob', 'Hi'])
    expect(result.words?.map(each => each.start)).toEqual(
      result.words?.map(each => each.start).toSorted((a, b) => a - b),
    )
    expect(result.seconds).toBeCloseTo(said.audio.seconds as number, 2)
    expect(result.usage.meters.second).toEqual({ certainty: 'known', quantity: result.seconds })
  })

  it('agrees with speech on when a word is said', async () => {
    const said = await spoken({ text: 'one two three', timestamps: 'word' })
    const { words } = await written(mediaOf(said), { timestamps: ['word'] })
    for (const [at, word] of (words ?? []).entries())
      expect(word.start).toBeCloseTo(said.marks?.[at]?.start as number, 1)
  })

  it('says so when the sound is not its own', async () => {
    const hum = Float32Array.from({ length: 24_000 }, (_, at) => 0.5 * Math.sin(at / 9))
    const wav = Buffer.concat([wavHeader({ sampleRate: 24_000, channels: 1 }, hum.length), pcm16(hum)])
    const result = await written({
      mediaType: 'audio/wav',
      data: { kind: 'base64', base64: wav.toString('base64') },
    })
    expect(result).toMatchObject({ text: '', seconds: 1, metadata: { understood: false } })
    expect(result.warnings).toMatchObject([{ type: 'note', field: 'audio' }])
  })

  it('does not know the length of what it cannot read', async () => {
    const result = await written({
      mediaType: 'audio/mpeg',
      data: { kind: 'base64', base64: 'SUQzBAAAAAAA' },
    })
    expect(result.usage.meters.second).toEqual({ certainty: 'unknown' })
    expect(result).not.toHaveProperty('seconds')
  })

  it('does not fetch', async () => {
    await expect(
      written({ mediaType: 'audio/wav', data: { kind: 'url', url: 'https://example.com/a.wav' } }),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      param: 'audio.data',
    })
  })
})
