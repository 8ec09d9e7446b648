import { LucidError } from '@lucid-gateway/core'

/** A badly pasted credential is told of at the start, by the name of its variable or setting, and not by each call. */
export function credentialFault(value: string, name: string): LucidError | undefined {
  if (value.startsWith('{')) return isJson(value) ? undefined : noJson(name)
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return undefined
  return fault(
    name,
    `${name} holds a line break or a character that no header can carry.`,
    `Copy ${name} anew, on one line and without quotes round it.`,
  )
}

/** A credential may be a document: the JSON of a service account, on as many lines as it likes. */
function isJson(value: string): boolean {
  try {
    JSON.parse(value)
    return true
  } catch {
    return false
  }
}

function noJson(name: string): LucidError {
  return fault(
    name,
    `${name} begins as JSON does but is none.`,
    `Copy the whole document into ${name} anew, or give the path of its file where the plugin takes one. In a shell and in .env it stands in single quotes.`,
  )
}

function fault(param: string, message: string, hint: string): LucidError {
  return new LucidError('unavailable', message, {
    param,
    reason: 'bad_credential',
    recourse: 'other',
    hint,
  })
}
