import type { WireId } from '@lucid-gateway/core'

/** The versions of the wire, as the header `anthropic-version` names them. */
export type AnthropicVersion = '2023-06-01' | '2026-10-21'

/** https://docs.claude.com/en/api/messages, in each of its versions */
export const anthropicMessages: Readonly<Record<AnthropicVersion, WireId>> = {
  '2023-06-01': 'anthropic-messages@2023-06-01',
  '2026-10-21': 'anthropic-messages@2026-10-21',
}
