/** Meters that nearly every call has: what is used of them has columns of its own, what is used of others is named. */
export const commonMeters = ['input', 'cache_read', 'cache_write', 'output', 'reasoning'] as const

const common: ReadonlySet<string> = new Set(commonMeters)

export function isCommon(meter: string): boolean {
  return common.has(meter)
}
