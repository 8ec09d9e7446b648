import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { LucidError } from '@lucid-gateway/core'
import { cut } from '../../../http/cut.ts'
import type { Exchange } from '../../../http/exchange.ts'
import { beginStream } from '../../../http/respond.ts'

/** Types that a browser shows without running anything in them. */
const shown = /^(?:image\/(?:png|jpeg|webp|gif|avif)|audio\/[\w.+-]+|video\/[\w.+-]+)$/

/** A file that a model made. Its id can't be guessed, and whoever was given it may read it, as a browser would. */
export async function sendArtifact(exchange: Exchange): Promise<void> {
  const { host, request, response } = exchange
  const id = String(request.params['id'])
  const file = await host.runtime.jobs.artifact(id)
  if (!file) throw unknownArtifact(id)
  const { mediaType, size } = file
  beginStream(exchange, {
    'content-type': mediaType,
    'content-length': String(size),
    'content-disposition': `${shown.test(mediaType) ? 'inline' : 'attachment'}; filename="${id}.${endingOf(mediaType)}"`,
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, max-age=3600, immutable',
  })
  if (request.method === 'HEAD') return void response.end()
  // The client is gone, or the file is: either way there is nobody left to tell.
  await pipeline(Readable.from(file.body), response).catch(() => response.destroy())
}

const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'audio/mpeg': 'mp3',
  'application/octet-stream': 'bin',
}

function endingOf(mediaType: string): string {
  return endings[mediaType] ?? /\/([a-z0-9]+)/.exec(mediaType)?.[1] ?? 'bin'
}

function unknownArtifact(id: string): LucidError {
  return new LucidError('not_found', `There is no file "${cut(id)}", or none any more.`, {
    param: 'id',
    reason: 'unknown_artifact',
    hint: 'What is made is kept for some time after its job has ended: metadata.expires_at of the job says until when.',
  })
}
