import { LucidError } from '@lucid-gateway/core'

/** A part of a form as it came. */
export interface RawPart {
  readonly name: string
  /** Absent where the part is a text. */
  readonly filename: string | undefined
  readonly type: string | undefined
  readonly bytes: Buffer
}

/** Far more than any call needs, and few enough that reading them does not hold up other calls. */
const mostParts = 256
const longestHead = 8192
/** Clients choose a boundary that is not in the content; each that only looks like it costs time. */
const mostLookalikes = 256

const lineEnd = '\r\n'
const blankLine = '\r\n\r\n'

/** The boundary that a content type names, as RFC 2046 has it. */
export function boundaryIn(contentType: string): string {
  const found = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70})(?=[\s;]|$))/i.exec(contentType)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary !== undefined) return boundary
  throw malformed('The form names no boundary.', 'Let your client set the content type.')
}

/** The parts of a whole form, by RFC 7578. Their bytes are slices of it. */
export function splitForm(body: Buffer, boundary: string): readonly RawPart[] {
  const parts: RawPart[] = []
  let mark = nextMark(body, boundary, 0)
  while (!mark.last) {
    const next = nextMark(body, boundary, mark.end - lineEnd.length)
    if (parts.length === mostParts) {
      throw malformed(`The form has more than ${mostParts} parts.`, 'Split the request.')
    }
    parts.push(partOf(body.subarray(mark.end, next.start)))
    mark = next
  }
  return parts
}

interface Mark {
  /** Where what is before it ends. */
  readonly start: number
  /** Where what is behind it begins. */
  readonly end: number
  readonly last: boolean
}

/** A boundary stands at the start of a line and fills it, but for blanks; else it is content that looks like one. */
function nextMark(body: Buffer, boundary: string, from: number): Mark {
  const words = `--${boundary}`
  let seen = 0
  for (let at = body.indexOf(words, from); at !== -1; at = body.indexOf(words, at + 1)) {
    if (++seen > mostLookalikes)
      throw malformed('The form is full of its boundary.', 'Choose another boundary.')
    const start = at - lineEnd.length
    if (at > 0 && body.toString('latin1', start, at) !== lineEnd) continue
    const behind = at + words.length
    if (body.toString('latin1', behind, behind + 2) === '--') return { start, end: behind + 2, last: true }
    let end = behind
    while (body[end] === 0x20 || body[end] === 0x09) end++
    if (body.toString('latin1', end, end + 2) === lineEnd) {
      return { start, end: end + lineEnd.length, last: false }
    }
  }
  throw malformed(
    'The form does not end with its boundary.',
    'Check the boundary, and that the body is whole.',
  )
}

function partOf(part: Buffer): RawPart {
  const split = part.subarray(0, longestHead).indexOf(blankLine)
  if (split === -1)
    throw malformed('A part of the form has no head.', 'Give each part a content-disposition.')
  const headers = headersOf(part.toString('utf8', 0, split))
  const disposition = headers.get('content-disposition') ?? ''
  const name = parameterIn(disposition, 'name')
  if (!/^form-data\s*(;|$)/i.test(disposition) || name === undefined) {
    throw malformed('A part of the form has no name.', 'Write content-disposition: form-data; name="..."')
  }
  const encoding = headers.get('content-transfer-encoding') ?? 'binary'
  if (!/^(binary|7bit|8bit)$/i.test(encoding)) {
    throw malformed(`The part "${name.slice(0, 64)}" is encoded.`, 'Send its bytes as they are.')
  }
  return {
    name,
    filename: parameterIn(disposition, 'filename'),
    type: headers.get('content-type'),
    bytes: part.subarray(split + blankLine.length),
  }
}

function headersOf(head: string): ReadonlyMap<string, string> {
  const lines = head.split(lineEnd).map(line => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const
  })
  return new Map(lines)
}

/** Quotes and line ends in a name are percent-encoded by browsers, and escaped by other clients. */
function parameterIn(disposition: string, name: string): string | undefined {
  const pattern = new RegExp(`;\\s*${name}=(?:"((?:\\\\.|[^"\\\\])*)"|([^\\s;]+))`, 'i')
  const [, quoted, bare] = pattern.exec(disposition) ?? []
  return (quoted?.replace(/\\(["\\])/g, '$1') ?? bare)?.replace(/%(22|0D|0A)/gi, code =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )
}

function malformed(message: string, hint: string): LucidError {
  return new LucidError('invalid_request', message, { reason: 'malformed_form', hint })
}
