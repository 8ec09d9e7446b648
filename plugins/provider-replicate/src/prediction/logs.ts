import { hideSecrets } from '@lucid-gateway/provider-kit'

/** The last lines are those that tell. */
const mostLines = 1000
const longestLine = 2000

/** What the model's program wrote, a line each; a line that was written over counts for itself. */
export function linesOf(logs: string | null | undefined, credentials: object): readonly string[] {
  if (!logs) return []
  const lines = hideSecrets(logs, credentials)
    .split(/[\r\n]+/)
    .filter(line => line.trim() !== '')
  const left = lines.length - mostLines
  const shown = (left > 0 ? lines.slice(left) : lines).map(line => line.slice(0, longestLine))
  return left > 0 ? [`(${left} earlier lines are left out)`, ...shown] : shown
}

const bar = /^\s*(\d+)%\s*\|[^|]*\|\s*\d+\/\d+/

/** How far the last bar of progress is, from 0 to 1: ` 45%|████▌     | 9/20 [00:01<...]`. */
export function progressIn(lines: readonly string[]): number | undefined {
  const line = lines.findLast(one => bar.test(one))
  const percent = line === undefined ? undefined : bar.exec(line)?.[1]
  return percent === undefined ? undefined : Math.min(1, Number(percent) / 100)
}
