import type { Samples } from './encode.ts'

export interface Sound {
  readonly sampleRate: number
  /** All channels as one. */
  readonly samples: Samples
}

interface Format {
  readonly code: number
  readonly channels: number
  readonly sampleRate: number
  readonly bits: number
}

const pcm = 1
const floats = 3
const extensible = 0xfffe

/** Reads a WAV file of PCM or floats; undefined where it is something else. */
export function decodeWav(bytes: Buffer): Sound | undefined {
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE')
    return undefined
  let format: Format | undefined
  for (let at = 12; at + 8 <= bytes.length;) {
    const id = bytes.toString('latin1', at, at + 4)
    const size = Math.min(bytes.readUInt32LE(at + 4), bytes.length - at - 8)
    const body = bytes.subarray(at + 8, at + 8 + size)
    if (id === 'fmt ' && size >= 16) format = formatOf(body)
    else if (id === 'data') return format && decodePcm(body, format)
    at += 8 + size + (size & 1)
  }
  return undefined
}

function formatOf(body: Buffer): Format {
  const code = body.readUInt16LE(0)
  return {
    code: code === extensible && body.length >= 26 ? body.readUInt16LE(24) : code,
    channels: body.readUInt16LE(2),
    sampleRate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  }
}

/** Samples without a header, 16 bits each. */
export function decodeRaw(bytes: Buffer, sampleRate: number): Sound | undefined {
  return decodePcm(bytes, { code: pcm, channels: 1, sampleRate, bits: 16 })
}

function decodePcm(body: Buffer, { code, channels, sampleRate, bits }: Format): Sound | undefined {
  const read = readerOf(code, bits)
  if (!read || channels === 0 || sampleRate === 0) return undefined
  const width = bits / 8
  const frames = Math.floor(body.length / (width * channels))
  const samples = new Float32Array(frames)
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0
    for (let channel = 0; channel < channels; channel += 1)
      sum += read(body, (frame * channels + channel) * width)
    samples[frame] = sum / channels
  }
  return { sampleRate, samples }
}

function readerOf(code: number, bits: number): ((bytes: Buffer, at: number) => number) | undefined {
  if (code === floats && bits === 32) return (bytes, at) => bytes.readFloatLE(at)
  if (code !== pcm) return undefined
  if (bits === 8) return (bytes, at) => (bytes.readUInt8(at) - 128) / 128
  if (bits === 16 || bits === 24 || bits === 32)
    return (bytes, at) => bytes.readIntLE(at, bits / 8) / 2 ** (bits - 1)
  return undefined
}
