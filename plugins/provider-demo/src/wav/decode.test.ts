import { describe, expect, it } from 'vitest'
import { decodeRaw, decodeWav } from './decode.ts'
import { pcm16, wavHeader } from './encode.ts'

/** A WAV file of another kind than the demo writes: a foreign chunk first, and the extended format. */
function file(code: number, channels: number, bits: number, data: Buffer): Buffer {
  const format = Buffer.alloc(40)
  format.writeUInt16LE(0xfffe, 0)
  format.writeUInt16LE(channels, 2)
  format.writeUInt32LE(16_000, 4)
  format.writeUInt16LE(bits, 14)
  format.writeUInt16LE(code, 24)
  const chunk = (id: string, body: Buffer) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE(body.length)
    return Buffer.concat([Buffer.from(id), size, body, Buffer.alloc(body.length & 1)])
  }
  return Buffer.concat([
    Buffer.from('RIFF\0\0\0\0WAVE'),
    chunk('LIST', Buffer.from('odd')),
    chunk('fmt ', format),
    chunk('data', data),
  ])
}

const samplesOf = (bytes: Buffer) =>
  Array.from(decodeWav(bytes)?.samples ?? [], each => Number(each.toFixed(3)))

describe('a WAV file', () => {
  it('is read as it was written, its channels as one', () => {
    const pcm = pcm16(Float32Array.of(0.5, -1, 2), Float32Array.of(0.5, 0, 2))
    const sound = decodeWav(Buffer.concat([wavHeader({ sampleRate: 8000, channels: 2 }, 3), pcm]))
    expect(sound?.sampleRate).toBe(8000)
    expect(Array.from(sound?.samples ?? [], each => Number(each.toFixed(3)))).toEqual([0.5, -0.5, 1])
  })

  it('may have samples of other widths', () => {
    expect(samplesOf(file(1, 1, 8, Buffer.from([0, 128, 192])))).toEqual([-1, 0, 0.5])
    expect(samplesOf(file(1, 1, 24, Buffer.from([0, 0, 0x40, 0, 0, 0xc0])))).toEqual([0.5, -0.5])
    expect(samplesOf(file(1, 1, 32, Buffer.from([0, 0, 0, 0x40])))).toEqual([0.5])
    expect(samplesOf(file(3, 1, 32, Buffer.from(Float32Array.of(0.25, -0.75).buffer)))).toEqual([0.25, -0.75])
  })

  it('that is cut short is read as far as it goes', () => {
    const whole = file(1, 1, 16, Buffer.from([0, 0x40, 0, 0x40]))
    expect(samplesOf(whole.subarray(0, -1))).toEqual([0.5])
  })

  it('of a kind that is not known is not read', () => {
    expect(decodeWav(file(85, 1, 16, Buffer.alloc(4)))).toBeUndefined()
    expect(decodeWav(Buffer.from('ID3'))).toBeUndefined()
    expect(decodeWav(Buffer.from('RIFF\0\0\0\0WAVE'))).toBeUndefined()
  })
})

it('raw PCM is 16 bits a sample', () => {
  expect(Array.from(decodeRaw(Buffer.from([0, 0x40, 0, 0xc0]), 8000)?.samples ?? [])).toEqual([0.5, -0.5])
})
