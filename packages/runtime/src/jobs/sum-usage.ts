import type { Reading, Usage } from '@lucid-gateway/core'

/** What several tries used together, meter by meter. The least certain reading decides how certain a sum is. */
export function sumUsage(usages: readonly (Usage | undefined)[]): Usage | undefined {
  const used = usages.filter(usage => usage !== undefined)
  if (used.length === 0) return undefined
  const meters: Record<string, Reading> = {}
  for (const usage of used) {
    for (const [meter, reading] of Object.entries(usage.meters)) {
      if (!reading) continue
      const before = meters[meter]
      meters[meter] = before ? sumOf(before, reading) : reading
    }
  }
  return { meters }
}

/** Of what is not known the bound is known only where each part has one. */
function sumOf(a: Reading, b: Reading): Reading {
  if (a.certainty !== 'unknown' && b.certainty !== 'unknown') {
    const isKnown = a.certainty === 'known' && b.certainty === 'known'
    return { certainty: isKnown ? 'known' : 'estimated', quantity: a.quantity + b.quantity }
  }
  const [most, more] = [mostOf(a), mostOf(b)]
  if (most === undefined || more === undefined) return { certainty: 'unknown' }
  return { certainty: 'unknown', atMost: most + more }
}

function mostOf(reading: Reading): number | undefined {
  return reading.certainty === 'unknown' ? reading.atMost : reading.quantity
}
