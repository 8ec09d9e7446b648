import type { HttpHeaders, WireId } from '@lucid-gateway/core'

/** https://platform.claude.com/docs/en/api/versioning */
export const anthropicVersions = ['2023-06-01', '2026-10-21'] as const

export type AnthropicVersion = (typeof anthropicVersions)[number]

/**
 * The wire, https://platform.claude.com/docs/en/api/messages, whatever its version: what fields are kept under. A cache
 * marker or a signature of one version is one of the other.
 */
export const anthropicMessages: WireId = 'anthropic-messages'

/** The wire in one version: what is relayed. */
export function anthropicWire(version: AnthropicVersion): WireId {
  return `${anthropicMessages}@${version}`
}

const versionHeader = 'anthropic-version'
/** Also the name under which the betas of a request are kept: no field of a body is called so. */
export const betaHeader = 'anthropic-beta'

/** What the headers of a request say of the wire. */
export interface WireHead {
  /** Undefined for none, and for one that is not known. */
  readonly version: AnthropicVersion | undefined
  readonly betas: readonly string[]
}

export function readWireHead(headers: HttpHeaders): WireHead {
  const said = headers[versionHeader]
  return {
    version: anthropicVersions.find(version => version === said),
    betas: (headers[betaHeader] ?? '')
      .split(',')
      .map(beta => beta.trim())
      .filter(Boolean),
  }
}

export function writeWireHead(version: AnthropicVersion, betas: readonly string[]): HttpHeaders {
  const all = [...new Set(betas)]
  return { [versionHeader]: version, ...(all.length > 0 ? { [betaHeader]: all.join(',') } : {}) }
}
