import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

/** What a key begins with: scanners for leaked secrets know it, and it says whose key it is. */
export type KeyPrefix = 'lucid_' | 'lucid_admin_'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const bodyLength = 43
const sumLength = 6
const form = /^(lucid_(?:admin_)?)([0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/
/** Keys that were made before they had a checksum. */
const earlier = /^lucid_[\w-]{43}$/

/** 256 random bits behind a prefix, with a checksum by which a slip of the hand is told from an unknown key. */
export function makeKey(prefix: KeyPrefix): string {
  const body = inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), bodyLength)
  return `${prefix}${body}_${sumOf(prefix + body)}`
}

/** `foreign` is what no gateway made, or one of earlier days. */
export type KeyForm = 'sound' | 'mistyped' | 'foreign'

export function formOf(key: string): KeyForm {
  const [, prefix, body, sum] = form.exec(key) ?? []
  if (prefix !== undefined && body !== undefined) return sumOf(prefix + body) === sum ? 'sound' : 'mistyped'
  return key.startsWith('lucid_') && !earlier.test(key) ? 'mistyped' : 'foreign'
}

/** As much of a key as tells it from others, and of no use to whoever sees it. */
export function shownOf(key: string): string {
  const [, prefix = '', body = ''] = form.exec(key) ?? []
  return `${prefix}${body.slice(0, 4)}…`
}

function sumOf(text: string): string {
  return inBase62(BigInt(crc32(text)), sumLength)
}

function inBase62(value: bigint, length: number): string {
  let text = ''
  for (let left = value; left > 0n; left /= 62n) text = (digits[Number(left % 62n)] as string) + text
  return text.padStart(length, '0')
}
