import type { Media } from '@lucid-gateway/core'
import { strange } from '../errors.ts'
import type { ReplicateAttempt, ReplicateClients } from '../sdk/client.ts'

/** What is smaller goes along with the request, as the vendor advises. */
const smallBytes = 256 * 1024

/** The address of a picture: its own, that of the file at the vendor, or one that holds it. */
export async function addressOf(
  { data, filename, mediaType }: Media,
  baseUrl: string,
  clients: ReplicateClients,
  attempt: ReplicateAttempt,
): Promise<string> {
  if (data.kind === 'url') return data.url
  if (data.kind === 'reference') return `${baseUrl.replace(/\/$/, '')}/files/${encodeURIComponent(data.id)}`
  const type = mediaType.endsWith('/*') ? 'application/octet-stream' : mediaType
  if (Buffer.byteLength(data.base64, 'base64') <= smallBytes) return `data:${type};base64,${data.base64}`
  const file = new File([Buffer.from(data.base64, 'base64')], filename ?? 'picture', { type })
  const { urls } = await clients.use(attempt, client =>
    client.files.create(file, {}, { signal: attempt.signal }),
  )
  if (typeof urls?.get !== 'string') throw strange('file')
  return urls.get
}
