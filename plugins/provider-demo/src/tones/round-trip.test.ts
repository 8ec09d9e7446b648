import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeWav } from '../wav/decode.ts'
import { pcm16, type Samples, wavHeader } from '../wav/encode.ts'
import { type VoiceName, voices } from './alphabet.ts'
import { listen } from './listen.ts'
import { mannerOf, secondsOf, speak } from './speak.ts'

const names = Object.keys(voices) as VoiceName[]

function spoken(text: string, { voice = 'aria' as VoiceName, speed = 1, sampleRate = 24_000 } = {}): Samples {
  return Float32Array.from(
    [...speak({ text, voice }, mannerOf(sampleRate, speed))].flatMap(each => [...each]),
  )
}

const heard = (samples: Samples, sampleRate = 24_000) =>
  listen({ samples, sampleRate }).map(each => each.text)

describe('the spoken alphabet', () => {
  it('is understood, whatever the text, the voice, the speed and the rate', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
        fc.constantFrom(...names),
        fc.double({ min: 0.25, max: 2, noNaN: true }),
        fc.constantFrom(8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000),
        (text, voice, speed, sampleRate) => {
          expect(heard(spoken(text, { voice, speed, sampleRate }), sampleRate)).toEqual([text])
        },
      ),
      { numRuns: process.env.LUCID_LONG ? 2000 : 40 },
    )
  })

  it('is understood after silence, noise, a change of loudness and 16 bits', () => {
    const speech = spoken('Hello, wörld! 你好 👋')
    const shaken = new Float32Array(speech.length + 20_000)
    let noise = 1
    for (let at = 0; at < shaken.length; at += 1) {
      noise = (noise * 16_807) % 2_147_483_647
      shaken[at] = 0.3 * (speech[at - 9000] ?? 0) + 0.006 * (noise / 2_147_483_647 - 0.5)
    }
    const file = Buffer.concat([wavHeader({ sampleRate: 24_000, channels: 1 }, shaken.length), pcm16(shaken)])
    const sound = decodeWav(file)
    expect(sound && listen(sound).map(each => each.text)).toEqual(['Hello, wörld! 你好 👋'])
  })

  it('is understood when it was brought to another rate', () => {
    const speech = spoken('resampled')
    const slower = Float32Array.from({ length: Math.floor((speech.length * 16) / 24) }, (_, at) => {
      const place = (at * 24) / 16
      const share = place % 1
      return (speech[Math.floor(place)] ?? 0) * (1 - share) + (speech[Math.floor(place) + 1] ?? 0) * share
    })
    expect(heard(slower, 16_000)).toEqual(['resampled'])
  })

  it('keeps several utterances apart', () => {
    const both = Float32Array.from([...spoken('one'), ...spoken('two', { voice: 'basso' })])
    expect(listen({ samples: both, sampleRate: 24_000 }).map(({ text, voice }) => [text, voice])).toEqual([
      ['one', 'aria'],
      ['two', 'basso'],
    ])
  })

  it('is not heard where there is none', () => {
    const tone = Float32Array.from({ length: 48_000 }, (_, at) => Math.sin(at / 10))
    const pilotOnly = spoken('x').slice(0, 8000)
    for (const samples of [new Float32Array(1000), new Float32Array(0), tone, pilotOnly]) {
      expect(heard(samples)).toEqual([])
    }
  })

  it('is not misheard: a sound that is changed is left out', () => {
    const damaged = spoken('the checksum tells')
    damaged.copyWithin(20_000, 30_000, 34_000)
    expect(heard(damaged)).toEqual([])
  })

  it('lasts as long as it says', () => {
    const utterance = { text: 'how long?', voice: 'aria' } as const
    expect(spoken(utterance.text).length / 24_000).toBeCloseTo(secondsOf(utterance, mannerOf(24_000, 1)), 3)
  })
})
