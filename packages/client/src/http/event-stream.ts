/** A server-sent event. */
export interface ServerEvent {
  readonly id: string | undefined
  readonly type: string
  readonly data: string
}

/** The events of a body, as they come. Comments are passed over; one that is not whole at the end is none. */
export async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let left = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (left + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/)
      left = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = eventIn(block)
        if (event) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function eventIn(block: string): ServerEvent | undefined {
  let [id, type]: (string | undefined)[] = []
  const data: string[] = []
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? []
    if (field === 'data') data.push(value)
    else if (field === 'event') type = value
    else if (field === 'id') id = value
  }
  return data.length === 0 ? undefined : { id, type: type ?? 'message', data: data.join('\n') }
}
