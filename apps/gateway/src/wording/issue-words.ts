import { issuePath, type SchemaIssue } from '@lucid-gateway/core'
import { nearest } from '@lucid-gateway/runtime'
import { cut } from '../http/cut.ts'
import { describeValue } from './describe-value.ts'

/** What a schema finds wrong with a value, in words for a person. */
export interface IssueWords {
  readonly at: readonly PropertyKey[]
  /** Where: `messages[0].content`; empty for the whole. */
  readonly path: string
  /** What is wrong with it: `must be a string, but is 7`, or a whole sentence where the schema has one of its own. */
  readonly rule: string
}

/** What zod tells beside its message; of other libraries the message is all there is. */
interface Detailed extends SchemaIssue {
  readonly path?: readonly PropertyKey[]
  readonly code?: string
  readonly expected?: string
  readonly origin?: string
  readonly minimum?: number | bigint
  readonly maximum?: number | bigint
  readonly inclusive?: boolean
  readonly values?: readonly unknown[]
  readonly options?: readonly unknown[]
  readonly keys?: readonly string[]
  readonly errors?: readonly (readonly Detailed[])[]
  /** What is wrong with a key of a record. */
  readonly issues?: readonly SchemaIssue[]
  /** The fields that are missing beside one that is not known. */
  readonly missing?: readonly string[]
}

/** The names that may stand at the top, or at any place, where that is known. */
type Known = readonly string[] | ((at: readonly PropertyKey[]) => readonly string[])

export function issueWords(issue: SchemaIssue, value: unknown, known: Known = []): IssueWords {
  const found = innermost(issue as Detailed)
  const rule = hasOwnWords(found) ? found.message : ruleOf(found, value, known)
  return { at: placeOf(found), path: cut(issuePath(found)), rule }
}

/** A rule that the schema words by itself is a sentence, and ours is the rest of one. */
export function sentenceOf({ path, rule }: Pick<IssueWords, 'path' | 'rule'>, whole: string): string {
  const end = /[.?!]$/.test(rule) ? '' : '.'
  if (path === '') return /^[a-z]/.test(rule) ? `${whole} ${rule}${end}` : rule
  return /^[a-z]/.test(rule) ? `"${path}" ${rule}${end}` : `"${path}": ${rule}`
}

function placeOf({ path = [], keys = [] }: Detailed): readonly PropertyKey[] {
  return [...path, ...keys.slice(0, 1)]
}

/** Of a choice that nothing fits, what is wrong with the alternative that comes nearest to fitting. */
function innermost(issue: Detailed): Detailed {
  const within = (issue.errors ?? []).filter(inner => inner.every(one => placeOf(one).length > 0))
  const [nearly] = within.toSorted((a, b) => misfit(a) - misfit(b))
  const found = nearly?.find(({ keys }) => keys) ?? nearly?.[0]
  if (!found) return issue
  const missing = nearly?.filter(one => one !== found).map(one => String(placeOf(one).at(-1)))
  return innermost({ ...found, path: [...(issue.path ?? []), ...(found.path ?? [])], missing: missing ?? [] })
}

/** An alternative with another tag is another thing. */
function misfit(issues: readonly Detailed[]): number {
  const others = issues.filter(({ code }) => code === 'invalid_value')
  return issues.length + 100 * others.length
}

function hasOwnWords({ message }: Detailed): boolean {
  return !/^(Invalid |Too (small|big): |Unrecognized key)/.test(message)
}

function ruleOf(issue: Detailed, whole: unknown, known: Known): string {
  const [unknown] = issue.keys ?? []
  if (issue.code === 'unrecognized_keys' && unknown !== undefined)
    return `is not known${besides(unknown, namesAt(issue, known))}`
  if (issue.code === 'invalid_key' && issue.issues?.[0])
    return `is no name for it, which ${issue.issues[0].message}`
  const value = valueAt(whole, issue.path ?? [])
  const wanted = wantedBy(issue)
  if (wanted === undefined) return `is not valid: ${cut(issue.message, longestMessage)}`
  const words = wordsOf(issue)
  if (issue.expected === 'boolean' && isSwitchWord(value)) return `must ${wanted}, but is "${value}"`
  if (typeof value !== 'string' || words.length === 0) return `must ${wanted}, but is ${cameAs(issue, value)}`
  const close = nearest(value, words, 1).find(word => word[0] === value[0])
  return `must ${wanted}, but is "${cut(value)}"${close === undefined ? '' : `; did you mean "${close}"?`}`
}

const longestMessage = 300

/** What YAML took for true or false once. It is no secret, and "a string" would hide what is wrong. */
function isSwitchWord(value: unknown): value is string {
  return typeof value === 'string' && /^(?:yes|no|on|off|y|n|true|false)$/i.test(value)
}

function namesAt({ path = [], missing = [] }: Detailed, known: Known): readonly string[] {
  if (typeof known === 'function') return known(path)
  return path.length === 0 ? known : missing
}

function besides(unknown: string, known: readonly string[]): string {
  const [close] = nearest(unknown, known, 1)
  if (close !== undefined) return `; did you mean "${close}"?`
  return known.length > 0 ? `; there are ${known.join(', ')}` : ''
}

/** The words that may stand there, where only certain ones may. */
function wordsOf({ code, values, options, errors = [] }: Detailed): readonly string[] {
  if (code === 'invalid_union' && !options) return errors.flatMap(inner => inner.flatMap(wordsOf))
  return (values ?? options ?? []).map(String)
}

function wantedBy(issue: Detailed): string | undefined {
  const { code, expected, origin, minimum, maximum, inclusive, errors = [] } = issue
  const words = wordsOf(issue)
  if (code === 'invalid_type') return `be ${nouns[expected ?? ''] ?? expected}`
  if (code === 'invalid_value' || issue.options)
    return `be ${words.length > 1 ? 'one of ' : ''}${words.join(', ')}`
  if (code === 'too_small' && minimum !== undefined)
    return amount(origin, 'least', 'more than', minimum, inclusive)
  if (code === 'too_big' && maximum !== undefined)
    return amount(origin, 'most', 'less than', maximum, inclusive)
  if (code !== 'invalid_union') return undefined
  const wanted = errors.flatMap(([first]) => (first ? (wantedBy(first) ?? []) : []))
  const alternatives = [...new Set(wanted)].map(text => text.replace(/^be /, ''))
  return alternatives.length > 0 ? `be ${alternatives.join(' or ')}` : undefined
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  record: 'an object',
}

function amount(
  origin: string | undefined,
  end: 'least' | 'most',
  beyond: string,
  bound: number | bigint,
  inclusive = true,
): string {
  const limit = inclusive ? `at ${end} ${bound}` : `${beyond} ${bound}`
  const unit = origin === 'string' ? 'character' : origin === 'array' ? 'item' : undefined
  return unit ? `have ${limit} ${unit}${Number(bound) === 1 ? '' : 's'}` : `be ${limit}`
}

function cameAs({ code }: Detailed, value: unknown): string {
  const long =
    (code === 'too_big' || code === 'too_small') && (typeof value === 'string' || Array.isArray(value))
  return long && value.length > 0 ? `${describeValue(value)} of ${value.length}` : describeValue(value)
}

function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    whole,
  )
}
