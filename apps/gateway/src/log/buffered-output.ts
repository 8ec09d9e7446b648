/** Lines on their way to a stream, written together rather than one by one. */
export interface BufferedOutput {
  readonly write: (line: string) => void
  flush(): void
}

const mostLines = 256
const longestMs = 50

export function bufferedOutput(stream: { write(text: string): unknown }): BufferedOutput {
  let lines = ''
  let count = 0
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (count === 0) return
    const text = lines
    lines = ''
    count = 0
    stream.write(text)
  }
  return {
    flush,
    write(line) {
      lines += line
      if (++count >= mostLines) flush()
      else timer ??= setTimeout(flush, longestMs).unref()
    },
  }
}
