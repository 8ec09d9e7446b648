/** How base64 begins in each format, by its first bytes. */
const beginnings: readonly (readonly [start: string, format: string])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['UklGR', 'webp'],
  ['R0lGOD', 'gif'],
]

const usual = 'image/png'

/** What a picture is by the format that was stated, else by how its bytes begin, else what the vendor usually makes. */
export function mediaTypeOf(format: unknown, base64: string | undefined): string {
  if (typeof format === 'string' && format !== '')
    return format === 'svg' ? 'image/svg+xml' : `image/${format}`
  const known = base64 && beginnings.find(([start]) => base64.startsWith(start))
  return known ? `image/${known[1]}` : usual
}

/** The wire's word for a media type; undefined for one that it has none for. */
export function formatOf(mediaType: string): string | undefined {
  if (mediaType === 'image/svg+xml') return 'svg'
  return /^image\/([a-z0-9]+)$/.exec(mediaType)?.[1]
}
