import type { Reading, Usage } from '../usage/usage.ts'

/** More than any call can use of anything, and far from where sums of it would not fit 64 bits. */
const most = 1e12

/** What was used, as far as it can be true: a reading that no call can have says nothing, so it is unknown. */
export function credible(usage: Usage): Usage {
  for (const meter in usage.meters) if (!isCredible(usage.meters[meter])) return onlyCredible(usage)
  return usage
}

function onlyCredible(usage: Usage): Usage {
  const readings = Object.entries(usage.meters)
  return {
    ...usage,
    meters: Object.fromEntries(
      readings.map(([meter, reading]) => [meter, isCredible(reading) ? reading : unknown]),
    ),
  }
}

/** Whether it is a number, and of a size that can be. */
function isCredible(reading: Reading | undefined): boolean {
  if (reading === undefined || reading.certainty === 'unknown') return true
  return reading.quantity >= 0 && reading.quantity <= most
}

const unknown: Reading = Object.freeze({ certainty: 'unknown' })
