/** Nano-dollars as decimal dollars, exactly. */
export function usdText(nanoUsd: string): string {
  const digits = nanoUsd.padStart(10, '0')
  const fraction = digits.slice(-9).replace(/0+$/, '')
  return fraction ? `${digits.slice(0, -9)}.${fraction}` : digits.slice(0, -9)
}
