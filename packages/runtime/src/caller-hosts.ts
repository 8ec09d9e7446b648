import { LucidError } from '@lucid-gateway/core'

/** Private hosts that callers may name, as the transport compares them. One that would never match is refused. */
export function callerHosts(written: readonly string[]): readonly string[] {
  return written.map((host, index) => {
    const fault = hostFault(host)
    if (fault === undefined) return host.toLowerCase()
    throw new LucidError('unavailable', `callerHosts[${index}] ${fault}`, {
      reason: 'bad_host',
      recourse: 'none',
      param: `callerHosts[${index}]`,
      hint: 'Write each host as it stands in addresses: `hooks.lan`, `hooks.lan:8080`, `[fd00::1]`.',
    })
  })
}

/** What keeps a text from being `host` or `host:port`, in a sentence; undefined if nothing does. */
export function hostFault(text: string): string | undefined {
  if (text.includes('*')) return `"${text}" has a wildcard; write each host out.`
  const host = text.toLowerCase()
  const forms = [URL.parse(`http://${host}`), URL.parse(`https://${host}`)]
  if (forms.some(url => url?.host === host)) return undefined
  const meant = (URL.parse(text.includes('://') ? text : `http://${text}`) ?? undefined)?.host
  return `"${text}" is no \`host\` or \`host:port\`${meant ? `; did you mean "${meant}"?` : '.'}`
}
