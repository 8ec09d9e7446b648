import { music, type MusicResult } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { makeMusic } from './music.ts'
import { moodOf } from './synth/mood.ts'
import { checked } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'
import { decodeWav } from './wav/decode.ts'

const made = async (request: object, signal?: AbortSignal): Promise<MusicResult> =>
  makeMusic(await checked(music, request), attemptOn('music', signal))
const base64Of = ({ tracks }: MusicResult, at = 0) =>
  (tracks as readonly { readonly data: { readonly base64?: string } }[])[at]?.data.base64 ?? ''
const soundOf = (result: MusicResult, at = 0) => {
  const sound = decodeWav(Buffer.from(base64Of(result, at), 'base64'))
  if (!sound) throw new Error('Not a WAV file.')
  return sound
}

it('a track is a WAV file as long as was asked for', async () => {
  const result = await made({ prompt: 'calm', seconds: 2.5 })
  expect(result).toMatchObject({
    model: 'music',
    metadata: { demo: true },
    tracks: [
      {
        mediaType: 'audio/wav',
        seconds: 2.5,
        channels: 2,
        sampleRate: 24_000,
        title: expect.stringMatching(/^Calm in [A-G] major$/) as string,
      },
    ],
    usage: { meters: { second: { certainty: 'known', quantity: 2.5 } } },
  })
  expect(soundOf(result).samples).toHaveLength(60_000)
})

it('it sounds all the way, and fades at the end without a click', async () => {
  const { samples, sampleRate } = soundOf(await made({ prompt: 'happy', seconds: 6 }))
  const loud = (from: number, until: number) =>
    Math.sqrt(
      samples.slice(from * sampleRate, until * sampleRate).reduce((sum, each) => sum + each * each, 0) /
        ((until - from) * sampleRate),
    )
  for (const second of [0, 1, 2, 3, 4]) expect(loud(second, second + 1)).toBeGreaterThan(0.02)
  expect(loud(5.9, 6)).toBeLessThan(loud(3, 4) / 4)
  expect(Math.abs(samples.at(-1) as number)).toBeLessThan(0.001)
  expect(samples.reduce((most, each) => Math.max(most, Math.abs(each)), 0)).toBeLessThan(1)
})

it('the same prompt and seed make the same track, and others make others', async () => {
  const files = await Promise.all(
    [{ seed: 1 }, { seed: 1 }, { seed: 2 }].map(each => made({ prompt: 'jazz', seconds: 1, ...each })),
  )
  const [first, again, other] = files.map(result => base64Of(result))
  expect(again).toBe(first)
  expect(other).not.toBe(first)
})

it('words decide on mood and tempo', () => {
  expect(moodOf('a sad song for the rain')).toMatchObject({ name: 'sad', mode: 'minor' })
  expect(moodOf('relaxing sleep music')).toMatchObject({ name: 'calm', beat: 'none' })
  expect(moodOf('techno at 140 bpm')).toMatchObject({ name: 'dance', bpm: 140 })
  expect(moodOf('happy, but slow').bpm).toBeLessThan(moodOf('happy').bpm)
  expect(moodOf('happy in a minor key').mode).toBe('minor')
})

it('sections follow one another', async () => {
  const sections = [
    { name: 'Intro', seconds: 1, styles: ['calm'] },
    { name: 'Drop', seconds: 2, styles: ['techno'] },
  ]
  const result = await made({ sections })
  expect(result.tracks[0]).toMatchObject({ seconds: 3, sections })
  expect(soundOf(result).samples).toHaveLength(72_000)
})

it('what is not taken is named, and what is too long is refused', async () => {
  const { warnings } = await made({ lyrics: 'la la la', format: 'mp3', seconds: 1 })
  expect(warnings?.map(each => [each.type, each.field])).toEqual([
    ['coerced', 'format'],
    ['dropped', 'lyrics'],
  ])
  await expect(made({ prompt: 'x', seconds: 100, n: 2 })).rejects.toMatchObject({
    code: 'invalid_request',
    param: 'seconds',
  })
})

it('an abort ends it', async () => {
  await expect(made({ prompt: 'x', seconds: 60 }, AbortSignal.abort())).rejects.toThrow()
})
