import type { Ledger } from '@lucid-gateway/core'

/** What all attempts of an organisation come to. */
export async function sum(port: Ledger, organisation: string) {
  const [row] = await port.usage({ organisation, by: [] })
  return { cost: row?.costNanoUsd, unknown: row?.unknown, attempts: row?.attempts }
}
