import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'

/** Fails with a sentence that says what is wrong with the plugin. */
export function ensure(condition: unknown, message: string | (() => string)): asserts condition {
  if (condition) return
  throw new AssertionError({ message: typeof message === 'string' ? message : message() })
}

/** Fails with a sentence and both values, which a test runner shows as a difference. */
export function ensureSame(actual: unknown, expected: unknown, message: string): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new AssertionError({ message, actual, expected, operator: 'deepStrictEqual' })
}

/** Fails if a promise takes longer. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new AssertionError({ message: `${what} did not happen within ${ms} ms.` })),
    ms,
  )
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Any thrown value in one line. */
export function said(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
}
