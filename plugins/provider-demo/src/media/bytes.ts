import { LucidError, type Media } from '@lucid-gateway/core'

/** The bytes of a medium that came with the request; the demo has no network to fetch others by. */
export function bytesOf(media: Media, param: string): Buffer {
  if (media.data.kind === 'base64') return Buffer.from(media.data.base64, 'base64')
  throw new LucidError(
    'invalid_request',
    `The demo has no network, so it cannot read a ${media.data.kind}.`,
    {
      param: `${param}.data`,
      hint: 'Send the bytes themselves, as base64.',
    },
  )
}

export function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const [unit, per] = bytes < 1e6 ? ['kB', 1e3] : ['MB', 1e6]
  return `${(bytes / (per as number)).toFixed(1)} ${unit}`
}
