const mask = '[redacted]'
const shortest = 4

const named =
  /\b(proxy-authorization|authorization|x-api-key|x-goog-api-key|api-key|set-cookie|cookie)(["']?\s{0,4}[:=]\s{0,4}["']?)(?:(?:bearer|basic)\s{1,4})?[^\s"',;]+/gi
const schemed = /\b(bearer|basic)\s{1,4}[\w.~+/=-]{6,}/gi

/** Takes secrets out of a text: the given values in every spelling, and what looks like a credential. */
export function redact(text: string, secrets: readonly string[] = []): string {
  return hideValues(text, secrets).replace(named, `$1$2${mask}`).replace(schemed, `$1 ${mask}`)
}

/** Takes the given values out of a text, and nothing else. */
export function hideValues(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.flatMap(spellings).sort((one, other) => other.length - one.length)
  return longestFirst.reduce((hidden, spelling) => hidden.replaceAll(spelling, mask), text)
}

/** Whether a text holds one of the values in any spelling. */
export function holdsSecret(text: string, secrets: readonly string[]): boolean {
  return secrets.some(secret => spellings(secret).some(spelling => text.includes(spelling)))
}

/** A secret as it is, in a host's name, inside an address, inside JSON, and in base64. A very short one would hide half of every text. */
function spellings(secret: string): readonly string[] {
  if (secret.length < shortest) return []
  const all = [
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ]
  return [...new Set(all)]
}
