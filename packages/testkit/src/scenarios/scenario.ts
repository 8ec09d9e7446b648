import type { Subject } from '../conformance/subject.ts'

/** One thing that must hold for every provider. */
export interface Scenario<Name extends string = string> {
  readonly name: Name
  /** Why it says nothing about this plugin; undefined where it does. */
  pointless?(subject: Subject): string | undefined | Promise<string | undefined>
  /** Rejects with a sentence that says what is wrong. */
  run(subject: Subject): Promise<void>
}

/** Keeps the name's literal type, so that `skip` can be checked. */
export function scenario<const Name extends string>(definition: Scenario<Name>): Scenario<Name> {
  return definition
}

export function needsVendor({ vendor }: Subject): string | undefined {
  return vendor ? undefined : 'no stand-in of the vendor was given (`server`)'
}

export function needsStream({ samples }: Subject): string | undefined {
  const streams = samples.some(({ capability }) => capability.modes.includes('stream'))
  return streams ? undefined : 'none of its capabilities streams'
}
