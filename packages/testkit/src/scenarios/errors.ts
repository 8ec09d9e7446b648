import type { ErrorCode, LucidError } from '@lucid-gateway/core'
import { ensure } from '../conformance/check.ts'
import { failureOf } from '../conformance/failure.ts'
import { firstSamples, type Subject, type Way, waysOf, withFault, withTrial } from '../conformance/subject.ts'
import type { Trial } from '../conformance/trial.ts'
import type { Exchange } from '../conformance/vendor-proxy.ts'
import { json, type Reply, reply } from '../scripted-server/reply.ts'
import { needsVendor, scenario } from './scenario.ts'

interface Trouble {
  readonly name: string
  readonly answer: (body: unknown) => Reply
  readonly codes: readonly ErrorCode[]
  /** What is wrong with the error, if something is. */
  readonly check?: (error: LucidError) => string | undefined
}

const upstream: readonly ErrorCode[] = ['upstream', 'overloaded', 'unavailable', 'network', 'timeout']
const page = '<html><body><h1>502 Bad Gateway</h1></body></html>'

const troubles: readonly Trouble[] = [
  refusal(401, ['auth', 'permission']),
  refusal(403, ['permission', 'auth']),
  {
    name: 'status 429 with "Retry-After: 7"',
    answer: body => json(body, { status: 429, headers: { 'retry-after': '7' } }),
    codes: ['rate_limit', 'quota', 'overloaded'],
    check: ({ retryAfterMs }) =>
      retryAfterMs === 7000 ? undefined : `its retryAfterMs is ${retryAfterMs}, not 7000`,
  },
  { name: 'status 500', answer: body => json(body, { status: 500 }), codes: upstream, check: theirs },
  {
    name: "a proxy's page with status 502",
    answer: () => reply(page, { status: 502, headers: { 'content-type': 'text/html' } }),
    codes: upstream,
    check: theirs,
  },
  { name: 'an error with status 200', answer: body => json(body), codes: upstream, check: theirs },
  {
    name: 'a page with status 200',
    answer: () => reply(page, { headers: { 'content-type': 'text/html' } }),
    codes: upstream,
    check: theirs,
  },
]

/** What goes wrong at the vendor is an error of the table, and says whose doing it is. */
export const errors = scenario({
  name: 'errors',
  pointless: needsVendor,
  run: subject =>
    withTrial(subject, async trial => {
      for (const way of waysOf(subject, trial, firstSamples(subject))) {
        for (const trouble of troubles) {
          await meet(subject, trouble, way.name, () =>
            way.form === 'stream' ? readNothing(trial, way) : way.run(),
          )
        }
      }
    }),
})

/** Until the first part that bears content another target may still take over. */
async function readNothing(trial: Trial, { name, sample, attempt }: Way): Promise<void> {
  let early: string | undefined
  try {
    for await (const part of trial.stream(sample, attempt())) {
      if (sample.capability.commits(part)) early ??= part.type
    }
  } catch (thrown) {
    ensure(
      early === undefined,
      `${name}: it gave "${early}" before the vendor had answered, so no other target can take over where that fails.`,
    )
    throw thrown
  }
}

async function meet(
  { vendor, vendorError }: Subject,
  { name, answer, codes, check }: Trouble,
  way: string,
  run: () => Promise<unknown>,
): Promise<void> {
  if (!vendor) return
  const body = vendorError('The stand-in was told to fail.')
  const before = vendor.exchanges.length
  const error = await withFault(vendor, { kind: 'answer', answer: () => answer(body) }, () =>
    failureOf(`${way} on ${name}`, run()),
  )
  ensure(
    codes.includes(error.code),
    `${way} on ${name} failed with "${error.code}" (${error.message}); expected ${codes.join(' or ')}.`,
  )
  const again = repeated(vendor.exchanges.slice(before))
  ensure(
    again === undefined || refusals.has(error.code),
    `${way} on ${name} asked again by itself (${again}). The gateway retries, and falls back: leave it to them, and tell an SDK so.`,
  )
  const wrong = check?.(error)
  ensure(wrong === undefined, `${way} on ${name}: ${wrong}.`)
}

/** Of a refused key a plugin may ask again, with a new token. */
const refusals: ReadonlySet<ErrorCode> = new Set(['auth', 'permission'])

/** The first request that came twice. */
function repeated(exchanges: readonly Exchange[]): string | undefined {
  const seen = new Set<string>()
  for (const { method, path, body } of exchanges.map(({ request }) => request)) {
    const request = `${method} ${path} ${Buffer.from(body).toString('latin1')}`
    if (seen.has(request)) return `${method} ${path.split('?')[0]}`
    seen.add(request)
  }
  return undefined
}

/** The credentials are the operator's: to the caller, their refusal is no fault of theirs. */
function refusal(status: number, codes: readonly ErrorCode[]): Trouble {
  return {
    name: `status ${status}`,
    answer: () =>
      json({ error: { message: 'Refused.', type: 'refused', param: null, code: 'refused' } }, { status }),
    codes,
    check: ({ origin }) =>
      origin === 'caller'
        ? `its origin is "caller", but the account's credentials are the operator's; say origin: 'provider'`
        : undefined,
  }
}

function theirs({ origin }: LucidError): string | undefined {
  return origin === 'provider' ? undefined : `its origin is "${origin}", not "provider"`
}
