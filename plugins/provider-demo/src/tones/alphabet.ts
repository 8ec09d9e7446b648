/**
 * The demo's spoken alphabet. A text is UTF-8; each half of a byte is one sound of two notes, four low ones for its
 * upper two bits and four high ones for its lower two. The notes are of one pentatonic scale, so that any text makes a tune.
 */
export const lowNotes = [392, 440, 523.25, 587.33] as const
export const highNotes = [659.26, 783.99, 880, 1046.5] as const

/** Voices sing the same tune higher or lower. */
export const voices = { aria: 1, basso: 0.75, piccolo: 1.5 } as const
export type VoiceName = keyof typeof voices

/** How long a sound lasts at the usual speed. */
export const usualMs = 40
/** A frame begins with a note that lasts so many sounds, and as long a rest as one of them. */
export const pilotLength = 8
export const pilotNote = 494

/** What a frame says before the text: the number of its bytes. After the text comes a checksum. */
export const countBytes = 2
export const checkBytes = 2

/** The bytes of a text with their count and checksum. */
export function frameOf(text: string): Buffer {
  const body = Buffer.from(text)
  const frame = Buffer.alloc(countBytes + body.length + checkBytes)
  frame.writeUInt16BE(body.length, 0)
  body.copy(frame, countBytes)
  frame.writeUInt16BE(checksum(body), countBytes + body.length)
  return frame
}

/** Sixteen bits that change with any few bits of the bytes. */
export function checksum(bytes: Uint8Array): number {
  let value = 0xffff
  for (const byte of bytes) {
    value ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 0x8000 ? ((value << 1) ^ 0x1021) & 0xffff : (value << 1) & 0xffff
  }
  return value
}

/** The half bytes of a frame, each a sound. */
export function soundsOf(frame: Buffer): readonly number[] {
  return Array.from(frame, byte => [byte >> 4, byte & 15]).flat()
}
