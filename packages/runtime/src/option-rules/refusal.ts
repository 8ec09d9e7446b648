import { type JsonValue, LucidError, type OptionRule, type Recourse } from '@lucid-gateway/core'
import { allowedBy, lengthOf } from './judge-option.ts'

/** A value that a model does not take. */
export interface Untaken {
  readonly target: string
  readonly field: string
  readonly rule: OptionRule
  readonly value: unknown
  /** Undefined where none is near, or a list would be cut. */
  readonly nearest: unknown
  /** The field that `nearest` is a value of. */
  readonly as: string
  readonly recourse: Recourse
}

export function refusal(untaken: Untaken): LucidError {
  const { field, rule, nearest, recourse } = untaken
  const isSaid = nearest !== undefined && rule.kind !== 'length'
  return new LucidError('invalid_request', messageOf(untaken), {
    param: field,
    reason: 'unsupported_option',
    recourse,
    hint: isSaid ? nearestHint(untaken) : hintOf(rule, field),
    details: { allowed: allowedBy(rule), ...(isSaid ? { nearest: nearest as JsonValue } : {}) },
  })
}

function messageOf({ target, field, rule, value }: Untaken): string {
  if (rule.kind !== 'length') return `${target} does not take ${saidShort(value)} as ${field}.`
  if (rule.max === 0) return `${target} takes no ${field}.`
  const what = typeof value === 'string' ? `characters of ${field}` : field
  const length = lengthOf(value as string | readonly unknown[])
  return `${target} takes at most ${rule.max} ${what}, not ${length}.`
}

function nearestHint({ nearest, field, as }: Untaken): string {
  const named = as === field ? saidShort(nearest) : `${as} of ${saidShort(nearest)}`
  return `Ask for ${named}, the nearest that it takes, or leave it out.`
}

function hintOf(rule: OptionRule, field: string): string {
  if (rule.kind === 'length')
    return rule.max === 0 ? 'Ask for a model that does, or leave it out.' : 'Send less.'
  if (rule.kind === 'choice' || rule.kind === 'mapped') {
    const allowed = allowedBy(rule) as readonly unknown[]
    return `Ask for ${allowed.map(saidShort).join(' or ')}, or leave it out.`
  }
  return field === 'size' ? 'Write it as width and height in pixels, such as 1024x1024.' : 'Leave it out.'
}

const longestSaid = 60

/** A value as a sentence quotes it. */
export function saidShort(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  const short = text.length > longestSaid ? `${text.slice(0, longestSaid)}...` : text
  return typeof value === 'string' && !/^[\w.:+-]+$/.test(short) ? JSON.stringify(short) : short
}
