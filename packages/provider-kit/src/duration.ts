const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const step = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/y

/** Milliseconds of `1h2m3.5s`, `12ms`, `34.4s`; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim()
  let ms = 0
  step.lastIndex = 0
  for (let at = 0; at < trimmed.length; at = step.lastIndex) {
    const match = step.exec(trimmed)
    if (!match) return undefined
    ms += Number(match[1]) * (units[match[2] as string] as number)
  }
  return trimmed === '' ? undefined : ms
}
