import { AssertionError } from 'node:assert'
import { errorTable, LucidError } from '@lucid-gateway/core'
import { ensure, said, within } from './check.ts'

const patienceMs = 10_000

/** The error that something must fail with: a LucidError with a code of the table. */
export async function failureOf(what: string, answer: Promise<unknown>, hint = ''): Promise<LucidError> {
  const thrown = await within(
    patienceMs,
    `The failure of ${what}`,
    answer.then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
  )
  ensure(thrown, `${what} must fail, and answered as if nothing had happened. ${hint}`.trim())
  const { error } = thrown
  // What the suite itself found out on the way.
  if (error instanceof AssertionError) {
    const { actual, expected, operator } = error
    throw new AssertionError({ message: `${what}: ${error.message}`, actual, expected, operator })
  }
  ensure(
    LucidError.is(error),
    `${what} must fail with a LucidError, and threw ${said(error)}. Use fromUnknown for what others throw.`,
  )
  ensure(
    Object.hasOwn(errorTable, error.code),
    `${what} failed with the code "${error.code}", which does not exist.`,
  )
  return error
}
