/** The first bytes of a body, and the whole of it, those included. */
export interface Headed {
  readonly head: Uint8Array
  readonly whole: AsyncIterable<Uint8Array>
  /** Lets go of the body, also where nothing of `whole` was read. */
  readonly leave: () => Promise<void>
}

/** Reads so many bytes ahead. */
export async function headOf(body: AsyncIterable<Uint8Array>, bytes: number): Promise<Headed> {
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = body[Symbol.asyncIterator]()
  let isOver = false
  while (length < bytes) {
    const next = await reader.next()
    if (next.done) {
      isOver = true
      break
    }
    chunks.push(next.value)
    length += next.value.length
  }
  const leave = async (): Promise<void> => {
    await reader.return?.()
  }
  return {
    leave,
    head: Buffer.concat(chunks),
    whole: (async function* whole() {
      try {
        yield* chunks
        if (!isOver) yield* { [Symbol.asyncIterator]: () => reader }
      } finally {
        await leave()
      }
    })(),
  }
}
