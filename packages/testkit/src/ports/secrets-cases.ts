import type { Secrets } from '@lucid-gateway/core'
import { ensureSame } from '../conformance/check.ts'
import type { PortCase } from './port-suite.ts'

/** What the driver under test has to hold. */
export const secretsToHold: Readonly<Record<string, string>> = {
  LUCID_TEST_SECRET: 'a value with spaces, "quotes" and ü',
  LUCID_TEST_EMPTY: '',
}

/** What every driver of `Secrets` must do, holding `secretsToHold`. */
export const secretsCases: readonly PortCase<Secrets>[] = [
  {
    name: 'a value comes back as it is',
    async run({ port }) {
      const { LUCID_TEST_SECRET: value } = secretsToHold
      ensureSame(await port.get('LUCID_TEST_SECRET'), value, 'The value.')
      ensureSame(await port.get('LUCID_TEST_SECRET'), value, 'The value, asked for again.')
    },
  },
  {
    name: 'what is absent or empty is undefined',
    async run({ port }) {
      for (const name of ['LUCID_TEST_ABSENT', 'LUCID_TEST_EMPTY', 'constructor', '__proto__']) {
        ensureSame(await port.get(name), undefined, `"${name}" is not a secret.`)
      }
    },
  },
]
