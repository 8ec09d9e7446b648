import { LucidError } from '@lucid-gateway/core'
import {
  type AnthropicVersion,
  anthropicVersions,
  readWireHead,
} from '@lucid-gateway/wires/anthropic-messages'
import type { RequestHead } from '../../calls/make-call.ts'

export interface KnownWireHead {
  readonly version: AnthropicVersion
  readonly betas: readonly string[]
}

const [oldest] = anthropicVersions

/** In which version of the API a caller speaks, and with which betas. Who names no version gets the oldest. */
export function wireHeadOf(head: Pick<RequestHead, 'header'>): KnownWireHead {
  const said = head.header('anthropic-version') ?? oldest
  const beta = head.header('anthropic-beta')
  const { version, betas } = readWireHead({
    'anthropic-version': said,
    ...(beta === undefined ? {} : { 'anthropic-beta': beta }),
  })
  if (version) return { version, betas }
  throw new LucidError('invalid_request', 'The version of the API that was asked for is not known.', {
    param: 'anthropic-version',
    reason: 'unknown_version',
    hint: `Send anthropic-version: ${anthropicVersions.join(' or ')}.`,
  })
}
