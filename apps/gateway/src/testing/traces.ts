/** Where a value stands in bytes, as it is or in a spelling that hides it from a plain search. */
export function holds(bytes: Buffer | string, value: string): boolean {
  return spellings(value).some(spelling => bytes.includes(spelling))
}

function spellings(value: string): readonly string[] {
  const hex = Buffer.from(value).toString('hex')
  const escaped = encodeURIComponent(value)
  return [value, escaped, hex, hex.toUpperCase(), ...inBase64(value)]
}

/** As it is within the base64 of something longer, wherever it begins there; its edges depend on what is beside it. */
function inBase64(value: string): readonly string[] {
  return [0, 1, 2].flatMap(before => {
    const whole = Buffer.from(`${' '.repeat(before)}${value}`)
      .toString('base64')
      .replace(/=+$/, '')
    const inner = whole.slice(before === 0 ? 0 : 4, -2)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
