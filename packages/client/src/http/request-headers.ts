import type { CallDefaults, CallOptions } from '../options.ts'

/** What a call says by headers. */
export function requestHeaders(defaults: CallDefaults, options: CallOptions): Record<string, string> {
  const { subject, channel, ownKeys, strict } = { ...defaults, ...defined(options) }
  const tags = { ...defaults.tags, ...options.tags }
  const headers: Record<string, string> = { ...defaults.headers, ...options.headers }
  if (subject !== undefined) headers['x-lucid-user'] = subject
  if (channel !== undefined) headers['x-lucid-channel'] = channel
  if (strict) headers['x-lucid-strict'] = '1'
  if (ownKeys) headers['x-user-api-keys'] = JSON.stringify(ownKeys)
  const labels = Object.entries(tags).map(([name, value]) => `${name}=${value}`)
  if (labels.length > 0) headers['x-lucid-tags'] = labels.join(',')
  return headers
}

function defined(options: CallOptions): CallOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
