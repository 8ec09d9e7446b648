/** Samples from -1 to 1. */
export type Samples = Float32Array

export interface SoundFormat {
  readonly sampleRate: number
  readonly channels: number
}

const bytesPerSample = 2

/** The head of a WAV file of 16-bit PCM with so many samples in each channel. */
export function wavHeader({ sampleRate, channels }: SoundFormat, samples: number): Buffer {
  const frame = channels * bytesPerSample
  const size = samples * frame
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + size, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * frame, 28)
  header.writeUInt16LE(frame, 32)
  header.writeUInt16LE(8 * bytesPerSample, 34)
  header.write('data', 36)
  header.writeUInt32LE(size, 40)
  return header
}

/** Channels of the same length, woven into 16-bit little-endian PCM. */
export function pcm16(...channels: readonly Samples[]): Buffer {
  const length = channels[0]?.length ?? 0
  const out = Buffer.alloc(length * channels.length * bytesPerSample)
  let to = 0
  for (let at = 0; at < length; at += 1) {
    for (const channel of channels) {
      const sample = Math.min(1, Math.max(-1, channel[at] as number))
      to = out.writeInt16LE(Math.round(sample * 32_767), to)
    }
  }
  return out
}
