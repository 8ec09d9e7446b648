/** Nano-dollars as decimal dollars, exactly. */
export function usdText(nanoUsd: string): string {
  const digits = nanoUsd.padStart(10, '0')
  const point = digits.length - 9
  let end = digits.length
  while (end > point && digits[end - 1] === '0') end--
  return end === point ? digits.slice(0, point) : `${digits.slice(0, point)}.${digits.slice(point, end)}`
}

/** The same as a number; null where it is not known. */
export function usdNumber(nanoUsd: string | undefined): number | null {
  return nanoUsd === undefined ? null : Number(usdText(nanoUsd))
}
