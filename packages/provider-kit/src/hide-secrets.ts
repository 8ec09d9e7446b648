const mask = '[redacted]'
/** Hiding a shorter one would hide half of every text. */
const shortest = 4

/** A vendor's text without the credentials that it repeats, as they are or as they stand in JSON. */
export function hideSecrets(text: string, credentials: object): string {
  let hidden = text
  for (const secret of Object.values(credentials)) {
    if (typeof secret !== 'string' || secret.length < shortest) continue
    hidden = hidden.replaceAll(secret, mask).replaceAll(JSON.stringify(secret).slice(1, -1), mask)
  }
  return hidden
}
