/** What can be read out of a vendor's error body. */
export interface ErrorBody {
  /** The vendor's words, without mark-up; empty where it has none. */
  readonly message: string
  /** Its own code, also where that is a number. */
  readonly code?: string
  readonly type?: string
  readonly param?: string
  readonly requestId?: string
  /** The body as JSON, for plugins that need more of it. */
  readonly json?: unknown
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Reads the error out of a body of any shape that vendors are known to send: `error.message`, `error` as text,
 * `message`, `detail` as text or list, `errors[0]`, a JSON list of one of these, a page of HTML, plain text.
 */
export function readErrorBody(text: string): ErrorBody {
  const json = parsed(text)
  if (json === undefined) return { message: plain(text) }
  const body = Array.isArray(json) ? (json[0] as unknown) : json
  if (!isFields(body)) return { message: typeof body === 'string' ? body : '', json }
  const error = isFields(body['error']) ? body['error'] : undefined
  const flat = error ?? body
  const found = {
    code: word(
      flat['code'],
      isFields(flat['details']) ? flat['details']['error_code'] : undefined,
      body['code'],
    ),
    type: word(flat['type'], flat['status'], error ? undefined : body['__type']),
    param: word(flat['param']),
    requestId: word(body['request_id'], flat['request_id']),
  }
  const known = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  return { message: messageOf(body, error), ...known, json }
}

function messageOf(body: Fields, error: Fields | undefined): string {
  const first: unknown = Array.isArray(body['errors']) ? body['errors'][0] : undefined
  const candidates = [
    error?.['message'],
    body['error'],
    body['message'],
    body['Message'],
    detailOf(body['detail']),
    isFields(first) ? first['message'] : first,
  ]
  return (
    candidates.find((candidate): candidate is string => typeof candidate === 'string' && candidate !== '') ??
    ''
  )
}

function detailOf(detail: unknown): unknown {
  if (!Array.isArray(detail)) return isFields(detail) ? detail['message'] : detail
  const lines = detail.filter(isFields).map(item => {
    const place = Array.isArray(item['loc']) ? `${item['loc'].join('.')}: ` : ''
    return `${place}${String(item['msg'] ?? '')}`
  })
  return lines.join('; ')
}

function word(...candidates: readonly unknown[]): string | undefined {
  for (const candidate of candidates) {
    if (typeof candidate === 'string' && candidate !== '') return candidate
    if (typeof candidate === 'number') return String(candidate)
  }
  return undefined
}

/** The text of a page: its title or its body, in one line of bearable length. */
function plain(text: string): string {
  const isPage = /^\s*<(?:!doctype|html|head|body|h1|\?xml)/i.test(text)
  const title = isPage ? /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1] : undefined
  const words = title ?? (isPage ? text.replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ') : text)
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, 500)
}

function parsed(text: string): unknown {
  const trimmed = text.trim()
  if (!/^[{["]/.test(trimmed)) return undefined
  try {
    return JSON.parse(trimmed) as unknown
  } catch {
    return undefined
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
