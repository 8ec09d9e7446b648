const quote = 0x22
const backslash = 0x5c
/** Up to here a loop over bytes is faster than a call of the native search. */
const near = 64

/** The index of the quote that ends the string whose content begins at `start`; the length or more if none does. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  const { length } = bytes
  let index = start
  while (index < length) {
    const far = Math.min(length, index + near)
    while (index < far) {
      const byte = bytes[index] as number
      if (byte === quote) return index
      index += byte === backslash ? 2 : 1
    }
    if (index >= length) return index
    const found = Buffer.prototype.indexOf.call(bytes, quote, index)
    if (found === -1) return length
    if (!isEscaped(bytes, index, found)) return found
    index = found + 1
  }
  return index
}

/** Whether the backslashes before `at`, none of them before `start`, escape what is there. */
function isEscaped(bytes: Uint8Array, start: number, at: number): boolean {
  let slashes = 0
  while (at - 1 - slashes >= start && bytes[at - 1 - slashes] === backslash) slashes++
  return slashes % 2 === 1
}
