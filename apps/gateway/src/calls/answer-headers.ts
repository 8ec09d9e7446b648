import type { Receipt } from '@lucid-gateway/core'
import type { Call } from '@lucid-gateway/runtime'
import { usdText } from './cost.ts'

/** Which target serves: known from the head on, so streams carry it too. */
export function targetHeaders({ target }: Pick<Call, 'target'>): Record<string, string> {
  return target
    ? {
        'x-lucid-provider': target.provider,
        'x-lucid-model': plain(`${target.account}/${target.model}`, longestName),
      }
    : {}
}

/** All that is known of a call once it is closed. */
export function answerHeaders(call: Call): Record<string, string> {
  const headers = targetHeaders(call)
  const { costNanoUsd, receipt } = call.record
  if (costNanoUsd !== undefined) headers['x-lucid-cost-usd'] = usdText(costNanoUsd)
  if (receipt) headers['x-lucid-receipt'] = receiptText(receipt)
  return headers
}

const longest = 1024
const longestName = 256

/** `relay`, or `decoded; dropped seed; coerced stop`. */
function receiptText({ path, entries }: Receipt): string {
  if (entries.length === 0) return path
  return plain([path, ...entries.map(({ action, field }) => `${action} ${field}`)].join('; '), longest)
}

/** A header holds visible ASCII; what a vendor's name has beyond that is percent-encoded. */
function plain(text: string, most: number): string {
  const visible = /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed())
  return visible.slice(0, most)
}
