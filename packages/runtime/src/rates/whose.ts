import type { Principal } from '@lucid-gateway/core'
import type { CallScope } from './limit-rule.ts'

/** Who makes a call, and for whom. */
export interface Caller {
  readonly principal?: Principal
  readonly subject?: string
  readonly tags?: Readonly<Record<string, string>>
}

/** Whose count a call goes to, and the name that patterns are held against. Undefined: it has none of the kind. */
export function whose(by: CallScope, caller: Caller): Named | undefined {
  const { principal: { organisation, team, key } = nobody, subject } = caller
  if (by === 'organisation') return { name: organisation, id: organisation }
  if (by === 'team') return team === undefined ? undefined : { name: team, id: `${organisation}/${team}` }
  if (by === 'key') return key === undefined ? undefined : { name: key, id: `${organisation}/${key}` }
  // Two applications may call their users by the same names.
  return subject === undefined
    ? undefined
    : { name: subject, id: `${organisation}/${team ?? key ?? ''}/${subject}` }
}

export interface Named {
  readonly name: string
  readonly id: string
}

const nobody: Principal = { organisation: 'default' }
