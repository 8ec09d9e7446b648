import type { HttpHeaders } from '@lucid-gateway/core'
import { parseDuration } from './duration.ts'

/** The longest that a timer can wait; what vendors ask for beyond it is cut to it. */
const longest = 2_147_483_647

/**
 * How long the vendor asks to wait, in milliseconds from `now`, whatever way it says so: `retry-after-ms`,
 * `retry-after` as seconds, a duration or a date, or the reset of the limit that is used up. A time that has passed is
 * 0; what cannot be read is undefined.
 */
export function retryAfter(headers: HttpHeaders, now: number = Date.now()): number | undefined {
  const ms = numberOf(headers['retry-after-ms'])
  if (ms !== undefined) return bounded(ms)
  const asked = headers['retry-after']
  const wait = asked === undefined ? undefined : waitOf(asked, now)
  return wait === undefined ? limitReset(headers, now) : bounded(wait)
}

function waitOf(text: string, now: number): number | undefined {
  const seconds = numberOf(text)
  if (seconds !== undefined) return seconds * 1000
  return parseDuration(text) ?? untilDate(text, now)
}

function untilDate(text: string, now: number): number | undefined {
  // `Date.parse` makes a date of almost anything with a number in it, so the text has to look like one first.
  if (!/^(?:[A-Z][a-z]{2,8}, )?\d{2,4}[- ]/.test(text.trim())) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at - now
}

const resetName = /^(?:(.*ratelimit)-reset(.*)|(.*ratelimit-.*)-reset)$/

/** The latest reset among the limits of which nothing remains. */
function limitReset(headers: HttpHeaders, now: number): number | undefined {
  let latest: number | undefined
  for (const [name, value] of Object.entries(headers)) {
    const match = resetName.exec(name)
    if (!match) continue
    const remaining = match[3] === undefined ? `${match[1]}-remaining${match[2]}` : `${match[3]}-remaining`
    if (numberOf(headers[remaining]) !== 0) continue
    const wait = resetOf(value, now)
    if (wait !== undefined) latest = Math.max(latest ?? 0, bounded(wait))
  }
  return latest
}

/** Resets come as durations, dates, seconds from now, or moments in seconds or milliseconds since 1970. */
function resetOf(text: string, now: number): number | undefined {
  const number = numberOf(text)
  if (number === undefined) return parseDuration(text) ?? untilDate(text, now)
  if (number > 1e11) return number - now
  return number > 1e9 ? number * 1000 - now : number * 1000
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined
}

function bounded(ms: number): number {
  return Math.min(longest, Math.max(0, Math.ceil(ms)))
}
