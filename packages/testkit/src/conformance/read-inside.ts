/** A source whose every value is asked for inside: a generator runs in the context of whoever asks for its next one. */
export function readInside<T>(
  open: () => AsyncIterable<T>,
  inside: <R>(code: () => R) => R,
): AsyncIterable<T> {
  const source = inside(open)
  return {
    [Symbol.asyncIterator]() {
      const iterator = inside(() => source[Symbol.asyncIterator]())
      return {
        next: () => inside(() => iterator.next()),
        return: async () => {
          await inside(() => iterator.return?.())
          return { done: true, value: undefined }
        },
      }
    },
  }
}
