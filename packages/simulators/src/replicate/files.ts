import { createHash } from 'node:crypto'
import type { Delivery } from '../delivery.ts'
import { jsonAnswer } from './answer.ts'
import { notFound, ReplicateApiError } from './api-error.ts'
import type { Ask } from './ask.ts'
import type { StoredFile } from './state.ts'

/** https://replicate.com/docs/reference/http#files.create: the content, and what is said of it as a file of JSON. */
export async function createFile({ account, behaviour, id, origin, request, state }: Ask): Promise<Delivery> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data; *boundary=/.test(type)) {
    throw new ReplicateApiError(415, `Unsupported media type "${type}" in request.`)
  }
  const form = await new Response(new Uint8Array(request.raw), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined)
  const content = form?.get('content')
  if (!(content instanceof Blob)) throw new ReplicateApiError(400, 'Missing content')
  const file: StoredFile = {
    id,
    account,
    name: content.name,
    type: content.type || 'application/octet-stream',
    bytes: Buffer.from(await content.arrayBuffer()),
    metadata: await metadataIn(form?.get('metadata')),
    createdAt: state.now(),
  }
  state.files.set(id, file)
  return jsonAnswer(201, fileBody(file, origin), behaviour)
}

async function metadataIn(part: ReturnType<FormData['get']> | undefined): Promise<object> {
  if (part === null || part === undefined) return {}
  const text = typeof part === 'string' ? part : await part.text()
  try {
    return JSON.parse(text) as object
  } catch {
    throw new ReplicateApiError(400, 'Metadata must be valid JSON')
  }
}

export function getFile(ask: Ask): Delivery {
  return jsonAnswer(200, fileBody(fileOf(ask), ask.origin), ask.behaviour)
}

export function listFiles({ account, behaviour, origin, state }: Ask): Delivery {
  const results = [...state.files.values()]
    .filter(file => file.account === account)
    .map(file => fileBody(file, origin))
  return jsonAnswer(200, { next: null, previous: null, results }, behaviour)
}

export function deleteFile(ask: Ask): Delivery {
  ask.state.files.delete(fileOf(ask).id)
  return { status: 204, headers: {}, pieces: [] }
}

/** An account is a key, and what it uploaded is there for it alone. */
function fileOf({ account, params, state }: Ask): StoredFile {
  const file = state.files.get(params[0] ?? '')
  if (file?.account !== account) throw notFound()
  return file
}

function fileBody({ bytes, createdAt, id, metadata, name, type }: StoredFile, origin: string): object {
  return {
    id,
    name,
    content_type: type,
    size: bytes.length,
    etag: id,
    checksums: { sha256: createHash('sha256').update(bytes).digest('hex') },
    metadata,
    created_at: new Date(createdAt).toISOString(),
    expires_at: new Date(createdAt + 24 * 3600 * 1000).toISOString(),
    urls: { get: `${origin}/v1/files/${id}` },
  }
}
