/** Values that must never be written, whoever tries to. Too short ones are left out: they would blot out plain words. */
export interface SecretValues {
  add(values: Iterable<string | undefined>): void
  /** The text without them. */
  scrub(text: string): string
}

const shortest = 8
const blot = '[redacted]'

export function createSecretValues(): SecretValues {
  const known = new Set<string>()
  return {
    add(values) {
      for (const value of values) {
        if (value === undefined || value.length < shortest) continue
        known.add(value)
        known.add(JSON.stringify(value).slice(1, -1))
        known.add(encodeURIComponent(value))
      }
    },
    scrub(text) {
      let clean = text
      for (const value of known) if (clean.includes(value)) clean = clean.replaceAll(value, blot)
      return clean
    },
  }
}
