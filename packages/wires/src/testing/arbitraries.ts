import type { Extra, JsonObject } from '@lucid-gateway/core'
import * as fc from 'fast-check'

/** A wire that is none of ours. */
export const other = 'other-wire@1'

/** Absent now and then. */
export const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 })

/** An object without the fields whose value is undefined. */
export const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T

/** A record of which some fields are absent, never undefined. */
export const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K] | undefined> }): fc.Arbitrary<T> =>
  fc.record(model as Record<string, fc.Arbitrary<unknown>>).map(present) as fc.Arbitrary<T>

export const name = fc.stringMatching(/^[a-z]{1,6}$/)
const json = fc.constantFrom<JsonObject[string]>(1, 'x', true, ['y'], { z: { q: null } })

/** Fields that no wire knows, by these names. */
export const fieldsNamed = (...names: readonly string[]): fc.Arbitrary<JsonObject> =>
  fc.dictionary(fc.constantFrom(...names), json, { minKeys: 1, maxKeys: 2 })

/** Texts that are easily spoilt: these, and any others. */
export const textLike = (...odd: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...odd), fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }))

/** Fields under the name of a wire, or of that and another one; absent now and then. */
export const extrasOf = (
  wire: string,
  fields: fc.Arbitrary<JsonObject>,
): Readonly<Record<'ownExtra' | 'anyExtra', fc.Arbitrary<Extra | undefined>>> => {
  const own = fields.map((its): Extra => ({ [wire]: its }))
  const foreign = fields.map((its): Extra => ({ [other]: its }))
  return { ownExtra: some(own), anyExtra: some(fc.oneof(own, foreign)) }
}
