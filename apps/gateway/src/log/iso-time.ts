let second = -1
let prefix = ''

/** As `Date.prototype.toISOString`, which takes as long as all else that a log line needs: once a second is enough. */
export function isoTime(now: number): string {
  const at = Math.floor(now / 1000)
  if (at !== second) {
    second = at
    prefix = new Date(at * 1000).toISOString().slice(0, -4)
  }
  return `${prefix}${String(now - at * 1000).padStart(3, '0')}Z`
}
