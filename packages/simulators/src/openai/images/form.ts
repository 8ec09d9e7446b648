import { ApiError, badRequest } from '../api-error.ts'
import type { MutableRequest } from '../../recorded-request.ts'

/** A file as it came in a form. */
export interface SentFile {
  readonly filename: string
  readonly type: string
  readonly bytes: Buffer
}

export interface SentForm {
  /** By name, in order; a name may come more than once. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly files: readonly (readonly [name: string, file: SentFile])[]
}

const lineEnd = '\r\n'

/** Reads multipart/form-data by its RFC 7578. */
export function readForm({ headers, raw }: MutableRequest): SentForm {
  const type = headers['content-type'] ?? ''
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(type)?.[1]
  if (boundary === undefined) {
    throw new ApiError(
      400,
      `Unsupported content type: '${type}'. This API method only accepts 'multipart/form-data' requests.`,
    )
  }
  const fields: [string, string][] = []
  const files: [string, SentFile][] = []
  for (const part of partsOf(Buffer.from(raw), Buffer.from(`--${boundary}`))) {
    const split = part.indexOf(`${lineEnd}${lineEnd}`)
    const head = part.toString('utf8', 0, split)
    const body = part.subarray(split + 4)
    const name = /\bname="([^"]*)"/.exec(head)?.[1] ?? ''
    const filename = /\bfilename="([^"]*)"/.exec(head)?.[1]
    if (filename === undefined) fields.push([name, body.toString('utf8')])
    else {
      const ofFile = /^content-type:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? 'application/octet-stream'
      files.push([name, { filename, type: ofFile, bytes: body }])
    }
  }
  return { fields, files }
}

function* partsOf(raw: Buffer, mark: Buffer): Generator<Buffer> {
  let at = raw.indexOf(mark)
  for (;;) {
    if (at === -1) throw badRequest('Could not parse multipart form.', null)
    const from = at + mark.length
    if (raw.toString('latin1', from, from + 2) === '--') return
    at = raw.indexOf(mark, from)
    yield raw.subarray(from + lineEnd.length, at - lineEnd.length)
  }
}
