const perUsd = 1_000_000_000n

/** Nano-dollars as people write dollars: `0.0125`. */
export function usdOf(nanoUsd: bigint): string {
  const sign = nanoUsd < 0n ? '-' : ''
  const amount = nanoUsd < 0n ? -nanoUsd : nanoUsd
  const fraction = (amount % perUsd).toString().padStart(9, '0').replace(/0+$/, '')
  return `${sign}${amount / perUsd}${fraction === '' ? '' : `.${fraction}`}`
}
