import type { SseEvent } from '../ports/http.ts'
import { CR, indexOfByte, LF } from './line-ends.ts'

const dataField = Buffer.from('data: ')

/**
 * Reads one raw event by the rules of https://html.spec.whatwg.org/multipage/server-sent-events.html; undefined if
 * it has no data, as a comment. `id` is the event's own, empty where it gives none.
 */
export function parseSseEvent(bytes: Uint8Array): SseEvent | undefined {
  if (isOneDataLine(bytes))
    return { event: '', data: text(bytes, dataField.length, bytes.length - 2), id: '' }
  return parseLines(text(bytes, 0, bytes.length))
}

/** `data: ` and no line end before the two LF at the end: what nearly every event of nearly every vendor looks like. */
function isOneDataLine(bytes: Uint8Array): boolean {
  const { length } = bytes
  if (length < 8 || bytes[length - 1] !== LF || bytes[length - 2] !== LF) return false
  for (let index = 0; index < dataField.length; index++) if (bytes[index] !== dataField[index]) return false
  return indexOfByte(bytes, LF, 0) === length - 2 && indexOfByte(bytes, CR, 0) === -1
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

function text(bytes: Uint8Array, start: number, end: number): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.toString('utf8', start, end)
}
