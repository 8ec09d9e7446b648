import { open } from 'node:fs/promises'
import { type Frames, readFrames, segmentHead } from './frames.ts'

export interface Reading {
  readonly texts: readonly string[]
  /** Where to go on. */
  readonly at: number
  /** Whether what is there is no frame: nothing behind it can be read. */
  readonly isBroken: boolean
}

const chunk = 256 * 1024

/** Some of the frames between two places of a segment; none where there are no more. */
export async function readSegment(path: string, from: number, to: number, most = Infinity): Promise<Reading> {
  if (to < segmentHead.length) return { texts: [], at: from, isBroken: to > 0 }
  const file = await open(path, 'r')
  try {
    const start = Math.max(from, segmentHead.length)
    if (from < segmentHead.length) {
      const head = Buffer.alloc(segmentHead.length)
      await file.read(head, 0, head.length, 0)
      if (!head.equals(segmentHead)) return { texts: [], at: from, isBroken: true }
    }
    for (let size = Math.min(chunk, to - start); ;) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size), 0, size, start)
      const frames = readFrames(buffer.subarray(0, bytesRead), most)
      const needs = neededOf(frames)
      const isAll = start + bytesRead >= to || bytesRead < size
      if (frames.texts.length > 0 || needs === 0 || isAll || start + needs > to)
        return {
          texts: frames.texts,
          at: start + frames.end,
          isBroken: isBroken(frames, isAll || start + needs > to),
        }
      size = needs
    }
  } finally {
    await file.close()
  }
}

function neededOf({ rest }: Frames): number {
  return typeof rest === 'object' ? rest.needs : 0
}

/** A frame that ends behind the end of the file is as broken as one with a wrong checksum. */
function isBroken({ texts, rest }: Frames, isEnd: boolean): boolean {
  if (texts.length > 0) return false
  return rest === 'broken' || (typeof rest === 'object' && isEnd)
}
