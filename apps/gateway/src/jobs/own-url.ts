import type { RequestHead } from '../calls/make-call.ts'

/** Where the client reaches the gateway: as the operator says, else as the client called it. */
export function ownUrl(head: Pick<RequestHead, 'generation' | 'header'>): string {
  const { publicUrl } = head.generation.settings.server
  return publicUrl === undefined
    ? `http://${head.header('host') ?? 'localhost'}`
    : publicUrl.replace(/\/+$/, '')
}

export function artifactUrl(base: string, id: string): string {
  return `${base}/v1/artifacts/${id}`
}
