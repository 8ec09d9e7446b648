import { isIP } from 'node:net'
import { LucidError } from '@lucid-gateway/core'
import { isPublicAddress } from '@lucid-gateway/transport'

const longest = 2048
const ports: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' }

/**
 * The address of a webhook, or what is wrong with it, at the moment at which a caller names it. Where a name leads is
 * not looked at: see `requireReachable` of the transport. `callerHosts` are as that has them.
 */
export function checkWebhookUrl(
  text: string,
  callerHosts: readonly string[] = [],
  param = 'webhook',
): URL | LucidError {
  if (text.length > longest) return fault(param, 'too_long', `has more than ${longest} characters.`)
  const url = URL.parse(text)
  const port = url && ports[url.protocol]
  if (!url || !port) return fault(param, 'invalid_url', 'is no absolute https address.')
  if (url.username !== '' || url.password !== '')
    return fault(param, 'credentials_in_url', 'holds a user name or password.')
  const hostAndPort = `${url.hostname}:${url.port || port}`
  if (callerHosts.some(host => host === url.host || host === hostAndPort)) return url
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const isHere = /^(?:.*\.)?localhost\.?$/.test(name)
  if (isHere || (isIP(name) !== 0 && !isPublicAddress(name)))
    return fault(param, 'private_address', `leads to ${url.host}, which is not public.`)
  if (url.protocol === 'http:') return fault(param, 'insecure', 'is plain http.')
  return url
}

function fault(param: string, reason: string, what: string): LucidError {
  return new LucidError('invalid_request', `The address of the webhook ${what}`, {
    param,
    reason,
    hint: 'Give an https address that is public and has no credentials in it; the secret signs what is sent. Others are allowed by `callerHosts` of the configuration.',
  })
}
