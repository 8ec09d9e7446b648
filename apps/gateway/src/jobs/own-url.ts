import type { RequestHead } from '../calls/make-call.ts'

/** Where the client reaches the gateway: as the operator says, else as the client called it. */
export function ownUrl({
  generation,
  header,
}: Pick<RequestHead, 'generation'> & { header: RequestHead['header'] }): string {
  const { publicUrl } = generation.settings.server
  return publicUrl === undefined ? `http://${header('host') ?? 'localhost'}` : publicUrl.replace(/\/+$/, '')
}

export function artifactUrl(base: string, id: string): string {
  return `${base}/v1/artifacts/${id}`
}
