import type { SseEvent } from '../ports/http.ts'

/**
 * Reads one raw event by the rules of https://html.spec.whatwg.org/multipage/server-sent-events.html; undefined if
 * it has no data, as a comment. `id` is the event's own, empty where it gives none.
 */
export function parseSseEvent(bytes: Uint8Array): SseEvent | undefined {
  const source = text(bytes)
  const dataAt = source.startsWith('event: ') ? source.indexOf('\n') + 1 : 0
  if (!isOneDataLine(source, dataAt)) return parseLines(source)
  const event = dataAt === 0 ? '' : source.slice('event: '.length, dataAt - 1)
  return { event, data: source.slice(dataAt + 'data: '.length, -2), id: '' }
}

/**
 * `data: ` and no line end before the two LF at the end: what nearly every event of nearly every vendor looks like, some
 * with a line before it that names the event.
 */
function isOneDataLine(source: string, from: number): boolean {
  return (
    source.startsWith('data: ', from) &&
    source.endsWith('\n\n') &&
    source.indexOf('\n', from) === source.length - 2 &&
    !source.includes('\r')
  )
}

function parseLines(source: string): SseEvent | undefined {
  let data: string | undefined
  let event = ''
  let id = ''
  for (const line of source.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':')
    if (colon === 0) continue
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') data = data === undefined ? value : `${data}\n${value}`
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }
  return data === undefined ? undefined : { event, data, id }
}

function text(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.toString('utf8')
}
