import { createHash } from 'node:crypto'
import { badRequest } from '../api-error.ts'

/** What only the account that it was given to can send back. */
export function encrypt(secret: string, key: string): string {
  const body = Buffer.from(secret).toString('base64url')
  return `gAAAAA${body}.${tag(body, key)}`
}

export function checkEncrypted(content: string, key: string, what: string): void {
  const [, body = '', given] = /^gAAAAA([\w-]*)\.(\w+)$/.exec(content) ?? []
  if (given === tag(body, key)) return
  const message = `The encrypted content for item ${what} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`
  throw badRequest(message, null, 'invalid_encrypted_content')
}

function tag(body: string, key: string): string {
  return createHash('sha256').update(`${key}:${body}`).digest('hex').slice(0, 16)
}
