const made = /^unnamed(\.[a-z]+)?$/
const endings: Readonly<Record<string, string>> = { 'application/pdf': '.pdf', 'text/plain': '.txt' }

/** The name of a file whose bytes are sent: where there is none, a vendor that wants one refuses them. */
export function fileName(filename: string | undefined, mediaType: string): string {
  return filename ?? `unnamed${endings[mediaType] ?? ''}`
}

/** A name that somebody gave a file. */
export function givenName(filename: string | undefined): string | undefined {
  return filename !== undefined && made.test(filename) ? undefined : filename
}
