import type { Extra, JsonObject, WireId } from '@lucid-gateway/core'
import { isObject, type JsonDraft } from './json.ts'
import type { Notes } from './notes.ts'

/** The fields of `source` that are not in `known`; undefined if there are none. */
export function unknownFields(source: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  let rest: [string, JsonObject[string]][] | undefined
  for (const name in source) {
    if (!known.has(name) && source[name] !== undefined) (rest ??= []).push([name, source[name]])
  }
  return rest && Object.fromEntries(rest)
}

/** The `extra` of a thing that came in on `wire` with these fields beside the known ones. */
export function extraOf(wire: WireId, fields: JsonObject | undefined): { readonly extra?: Extra } {
  return fields && Object.keys(fields).length > 0 ? { extra: { [wire]: fields } } : {}
}

/** Whether a name in an extra marks form alone: it is no field of the wire, and nothing is lost without it. */
export function isMark(name: string): boolean {
  return name.startsWith('@')
}

/** What other wires keep on a thing: their own vendors want it back. Undefined if there is nothing. */
export function foreignExtra(extra: Extra | undefined, wire: WireId): Extra | undefined {
  if (!extra) return undefined
  const others = Object.entries(extra).filter(([each]) => each !== wire)
  return others.length > 0 ? Object.fromEntries(others) : undefined
}

/** Whether there is more to it than marks of form. */
export function isMeant(extra: Extra | undefined): extra is Extra {
  return Object.values(extra ?? {}).some(fields => Object.keys(fields).some(name => !isMark(name)))
}

/** The fields that go on the wire; undefined if there are none. */
export function withoutMarks(fields: JsonObject | undefined): JsonObject | undefined {
  if (!fields) return undefined
  const names = Object.keys(fields)
  if (!names.some(isMark)) return names.length > 0 ? fields : undefined
  const rest = Object.entries(fields).filter(([name]) => !isMark(name))
  return rest.length > 0 ? Object.fromEntries(rest) : undefined
}

/**
 * Without the fields that the canonical request has a word of its own for: by those words calls are limited and paid for,
 * and nobody is to be asked for more behind them. `words` are theirs by the names of the wire.
 */
export function withoutWords(
  kept: JsonObject | undefined,
  words: Readonly<Record<string, string>>,
  notes: Notes,
  path = `extra["${notes.wire}"]`,
): JsonObject | undefined {
  const said = Object.keys(kept ?? {}).filter(name => Object.hasOwn(words, name))
  if (!kept || said.length === 0) return kept
  for (const name of said) notes.add('dropped', `${path}.${name}`, `Say it as "${words[name]}".`)
  return Object.fromEntries(Object.entries(kept).filter(([name]) => !said.includes(name)))
}

/** `known` with what `kept` has besides, field by field and object by object. What is known wins. */
export function withKept(kept: JsonObject | undefined, known: JsonDraft): JsonObject {
  if (!kept) return known
  const all: JsonDraft = { ...kept, ...known }
  for (const name of Object.keys(kept)) {
    const ours = known[name]
    const theirs = kept[name]
    if (name !== '__proto__' && isObject(ours) && isObject(theirs)) all[name] = withKept(theirs, ours)
  }
  return all
}
