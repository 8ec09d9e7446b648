import { nearest } from '@lucid-gateway/runtime'
import { issueWords } from '../wording/issue-words.ts'
import type { Settings } from './config.ts'
import type { ConfigSource } from './config-source.ts'
import { configError, type ConfigProblem } from './config-problem.ts'
import { configSchema } from './config-schema.ts'

/** Checks a config, and says of each fault where it stands and what would be right. */
export function checkConfig(source: ConfigSource): Settings {
  const checked = configSchema.safeParse(source.value)
  if (checked.success) return checked.data
  throw configError(checked.error.issues.flatMap(issue => problemsOf(issue as Issue, source)))
}

interface Issue {
  readonly code: string
  readonly path: readonly PropertyKey[]
  readonly message: string
  readonly keys?: readonly string[]
}

function problemsOf(issue: Issue, source: ConfigSource): readonly ConfigProblem[] {
  if (issue.code === 'unrecognized_keys' && issue.keys) {
    return issue.keys.map(key => ({
      file: source.file,
      key: pathText([...issue.path, key]),
      ...source.locate([...issue.path, key]),
      message: unknownKey(key, issue.path),
    }))
  }
  const { at, rule } = issueWords(issue, source.value)
  const key = pathText(at)
  return [{ file: source.file, ...(key ? { key } : {}), ...source.locate(at), message: rule }]
}

function unknownKey(key: string, path: readonly PropertyKey[]): string {
  const known = knownKeys(path)
  const close = nearest(key, known)[0]
  return close === undefined
    ? `is not a setting; there are ${known.join(', ')}.`
    : `is not a setting; did you mean "${close}"?`
}

/** The settings that stand beside an unknown one. */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = configSchema
  for (const step of path) schema = inner(schema, step)
  return Object.keys(shapeOf(schema) ?? {})
}

function inner(schema: unknown, step: PropertyKey): unknown {
  const shape = shapeOf(schema)
  if (shape) return shape[String(step)]
  const definition = definitionOf(schema)
  return definition?.['element'] ?? definition?.['valueType']
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const definition = definitionOf(schema)
  return definition?.['shape'] as Record<string, unknown> | undefined
}

/** Looks through defaults and optionality. */
function definitionOf(schema: unknown): Record<string, unknown> | undefined {
  let definition = (schema as { readonly def?: Record<string, unknown> } | undefined)?.def
  while (definition?.['innerType'])
    definition = (definition['innerType'] as { def: Record<string, unknown> }).def
  return definition
}

export function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[\w-]+$/.test(String(step))) text += text ? `.${String(step)}` : String(step)
    else text += `["${String(step)}"]`
  }
  return text
}
