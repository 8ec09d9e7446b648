export const LF = 10
const CR = 13

/** The two bytes that came before a chunk; what comes before a stream counts as ended lines. */
export interface Before {
  readonly last: number
  readonly beforeLast: number
}

/**
 * Where the first event that ends in `bytes` at or after `from` ends, blank lines that follow it included; -1 if
 * none does. An event ends with an empty line, and LF, CR and CRLF each end a line.
 */
export function nextEventEnd(bytes: Uint8Array, from: number, before: Before): number {
  let end = mayHaveCr(bytes, before) ? nextBlankLine(bytes, from, before) : nextDoubleLf(bytes, from, before)
  if (end === -1) return -1
  while (end < bytes.length && isLineEnd(bytes[end])) end++
  return end
}

/** Where the last event that ends in `bytes` ends; 0 if none does. */
export function lastEventEnd(bytes: Uint8Array, before: Before): number {
  for (let index = bytes.length - 1; index >= 0; index--) {
    if (isLineEnd(bytes[index]) && endsBlankLine(bytes, index, before)) return index + 1
  }
  return 0
}

function mayHaveCr(bytes: Uint8Array, before: Before): boolean {
  return before.last === CR || indexOfByte(bytes, CR, 0) !== -1
}

function nextDoubleLf(bytes: Uint8Array, from: number, before: Before): number {
  if (from === 0 && before.last === LF && bytes[0] === LF) return 1
  for (let at = indexOfByte(bytes, LF, from); at !== -1; at = indexOfByte(bytes, LF, at + 1)) {
    if (bytes[at + 1] === LF) return at + 2
  }
  return -1
}

function nextBlankLine(bytes: Uint8Array, from: number, before: Before): number {
  for (let index = from; index < bytes.length; index++) {
    if (isLineEnd(bytes[index]) && endsBlankLine(bytes, index, before)) return index + 1
  }
  return -1
}

/** Whether the line end at `index` ends a line without content. An LF after a CR is half of one line end. */
function endsBlankLine(bytes: Uint8Array, index: number, before: Before): boolean {
  const previous = byteAt(bytes, index - 1, before)
  if (bytes[index] === LF && previous === CR) return isLineEnd(byteAt(bytes, index - 2, before))
  return isLineEnd(previous)
}

function byteAt(bytes: Uint8Array, index: number, before: Before): number | undefined {
  if (index >= 0) return bytes[index]
  return index === -1 ? before.last : before.beforeLast
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === LF || byte === CR
}

/** Node's own search, which is several times as fast as that of a plain typed array. */
export function indexOfByte(bytes: Uint8Array, byte: number, from: number): number {
  return Buffer.prototype.indexOf.call(bytes, byte, from)
}
