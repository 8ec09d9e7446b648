export interface DataUrl {
  readonly mediaType: string
  readonly base64: string
}

/** Reads `data:<type>;base64,<data>`; undefined for any other URL, parameters of the type included. */
export function readDataUrl(url: string): DataUrl | undefined {
  if (!url.startsWith('data:')) return undefined
  const comma = url.indexOf(',')
  if (comma === -1) return undefined
  const head = url.slice(5, comma)
  const mediaType = head.slice(0, -';base64'.length)
  if (!head.endsWith(';base64') || mediaType === '' || mediaType.includes(';')) return undefined
  return { mediaType, base64: url.slice(comma + 1) }
}

export function writeDataUrl({ mediaType, base64 }: DataUrl): string {
  return `data:${mediaType};base64,${base64}`
}
