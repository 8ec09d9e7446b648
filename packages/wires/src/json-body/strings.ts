const quote = 0x22
const backslash = 0x5c
const shortString = 48

/** The index of the quote that ends the string whose content begins at `start`; the length if none does. */
export function stringEnd(bytes: Uint8Array, start: number): number {
  const { length } = bytes
  const near = Math.min(length, start + shortString)
  for (let index = start; index < near; index++) {
    const byte = bytes[index]
    if (byte === quote) return index
    if (byte === backslash) index++
  }
  return longStringEnd(bytes, start)
}

/** Leaps from quote to quote, which is faster than a loop over bytes once a string is long. */
function longStringEnd(bytes: Uint8Array, start: number): number {
  let at = Buffer.prototype.indexOf.call(bytes, quote, start)
  while (at !== -1) {
    let slashes = 0
    while (at - 1 - slashes >= start && bytes[at - 1 - slashes] === backslash) slashes++
    if (slashes % 2 === 0) return at
    at = Buffer.prototype.indexOf.call(bytes, quote, at + 1)
  }
  return bytes.length
}
