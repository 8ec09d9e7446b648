import type { ChatPart, ChatResult, SseEvent } from '@lucid-gateway/core'
import { sseEvents } from '@lucid-gateway/core/framing'

export interface StreamReader {
  push(event: SseEvent): readonly ChatPart[]
  end(): readonly ChatPart[]
}

interface Writer {
  write(part: ChatPart): string
  end(): string
}

/** What a reader makes of a stream that comes in chunks of so many bytes. */
export async function readStream(
  reader: StreamReader,
  written: string,
  chunkSize = 4096,
): Promise<ChatPart[]> {
  const parts: ChatPart[] = []
  for await (const event of sseEvents(chunksOf(Buffer.from(written), chunkSize)))
    parts.push(...reader.push(event))
  return [...parts, ...reader.end()]
}

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export function writeStream(writer: Writer, parts: Iterable<ChatPart>): string {
  let written = ''
  for (const part of parts) written += writer.write(part)
  return written + writer.end()
}

/** Cuts the deltas of a stream into pieces; log-probabilities go with the first. */
export function* cutDeltas(parts: Iterable<ChatPart>): Generator<ChatPart> {
  for (const part of parts) {
    if (part.type === 'tool-call-delta') {
      for (const input of part.input) yield { ...part, input }
    } else if (part.type === 'text-delta') {
      const { logprobs, ...rest } = part
      const [first = '', ...others] = part.text
      yield logprobs === undefined ? { ...rest, text: first } : { ...rest, text: first, logprobs }
      for (const text of others) yield { ...rest, text }
    } else if (part.type === 'reasoning-delta' || part.type === 'refusal-delta') {
      for (const text of part.text) yield { ...part, text }
    } else yield part
  }
}

/** A result without what the vendor said word for word of its use. */
export const withoutRaw = (result: ChatResult): ChatResult => ({
  ...result,
  usage: { meters: result.usage.meters },
})
