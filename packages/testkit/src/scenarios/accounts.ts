import { ensure } from '../conformance/check.ts'
import { firstSamples, type Subject, type Way, waysOf, withTrial } from '../conformance/subject.ts'
import type { AttemptOptions } from '../conformance/trial.ts'
import { needsVendor, scenario } from './scenario.ts'

/** One instance serves many accounts and callers' own keys: each attempt goes out with the credentials that came with it. */
export const accounts = scenario({
  name: 'credentials of each attempt',
  pointless: subject =>
    needsVendor(subject) ??
    (Object.keys(subject.credentials).length > 0 ? undefined : 'it has no credentials'),
  run: subject =>
    withTrial(subject, async trial => {
      const holders = holdersOf(subject)
      const before: Holder = { who: 'a call before', credentials: subject.credentials }
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        // One after the other shows what a plugin keeps, all at once shows what it mixes up.
        for (const holder of holders) await ask(way, holder, holders, before)
        await Promise.all(holders.map(holder => ask(way, holder, holders, before)))
      }
    }),
})

/** Somebody whose credentials differ from those of all others. */
interface Holder extends AttemptOptions {
  readonly who: string
  readonly credentials: Readonly<Record<string, string>>
}

function holdersOf({ plugin, credentials, vendor }: Subject): readonly Holder[] {
  const variant = (suffix: string): Readonly<Record<string, string>> => {
    const varied = Object.entries(credentials).map(([name, value]) => {
      vendor?.admit(`${value}${suffix}`, value)
      return [name, `${value}${suffix}`] as const
    })
    return Object.fromEntries(varied)
  }
  return [
    { who: 'an account', account: plugin.id, credentials: variant('-first'), secretVersion: '1' },
    { who: 'another account', account: 'other', credentials: variant('-other'), secretVersion: '1' },
    { who: 'a rotated key', account: plugin.id, credentials: variant('-rotated'), secretVersion: '2' },
    {
      who: "a caller's own key",
      account: plugin.id,
      credentials: variant('-caller'),
      secretVersion: undefined,
    },
  ]
}

async function ask(way: Way, holder: Holder, holders: readonly Holder[], before: Holder): Promise<void> {
  const attempt = way.attempt(holder)
  await way.run(attempt)
  const foreign = attempt.sent.map(sent => without(sent, holder))
  for (const other of [...holders, before]) {
    if (other === holder) continue
    const leaked = Object.entries(other.credentials).find(([, value]) =>
      foreign.some(sent => sent.includes(value)),
    )
    ensure(
      !leaked,
      () =>
        `${way.name}: an attempt of ${holder.who} went out with the ${leaked?.[0]} of ${other.who}. Take credentials from the attempt; keep none.`,
    )
  }
}

/** The credentials that others' are made of are a part of theirs: what is one's own is taken out first. */
function without(sent: string, { credentials }: Holder): string {
  return Object.values(credentials).reduce((text, own) => text.replaceAll(own, ''), sent)
}
