import type { SseEvent } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { partsOf } from './parts-of.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** Parts are the data of the events; `[DONE]` ends. */
function reader() {
  let ended = false
  return {
    get ended() {
      return ended
    },
    push({ data }: SseEvent): string[] {
      if (data === '[DONE]') ended = true
      return ended ? ['end'] : [data]
    },
    end: () => (ended ? [] : ['cut']),
  }
}

async function* body(
  chunks: readonly string[],
  after?: Promise<void>,
  left?: () => void,
): AsyncGenerator<Uint8Array> {
  try {
    for (const chunk of chunks) yield bytes(chunk)
    await after
  } finally {
    left?.()
  }
}

describe('partsOf', () => {
  it('ends when the vendor says so, though the connection stays open', async () => {
    const never = new Promise<void>(() => {})
    const parts = await Array.fromAsync(partsOf(body(['data: a\n\n', 'data: [DONE]\n\n'], never), reader()))
    expect(parts).toEqual(['a', 'end'])
  })

  it('reads on to the end of the body, so that the connection can be used again', async () => {
    const gate = Promise.withResolvers<void>()
    let isLeft = false
    await Array.fromAsync(
      partsOf(
        body(['data: [DONE]\n\n'], gate.promise, () => (isLeft = true)),
        reader(),
      ),
    )
    expect(isLeft).toBe(false)
    gate.resolve()
    await new Promise(resolve => setImmediate(resolve))
    expect(isLeft).toBe(true)
  })

  it('asks the reader what a body that just ends comes to', async () => {
    expect(await Array.fromAsync(partsOf(body(['data: a\n\n']), reader()))).toEqual(['a', 'cut'])
  })

  it('leaves the body when its own reader leaves', async () => {
    let isLeft = false
    for await (const _part of partsOf(
      body(['data: a\n\n', 'data: b\n\n'], undefined, () => (isLeft = true)),
      reader(),
    ))
      break
    expect(isLeft).toBe(true)
  })
})
