import { expect, it } from 'vitest'
import type { CallRow } from './ledger.ts'
import { ledgerLines, ledgerRows } from './ledger-rows.ts'

const row = (id: string) => ({ kind: 'call', record: { id } }) as CallRow

it('rows, their JSON and the bytes of that are the same rows', () => {
  const lines = ['ü', 'b', 'c', 'd'].map(id => JSON.stringify(row(id)))
  const given = [row('ü'), lines[1] as string, new TextEncoder().encode(`${lines[2]}\n${lines[3]}\n`)]
  expect(ledgerRows(given)).toEqual([row('ü'), row('b'), row('c'), row('d')])
  expect(ledgerLines(given)).toEqual(lines)
  expect(ledgerRows([])).toEqual([])
})

it('a row is copied', () => {
  const mine = row('a')
  const [kept] = ledgerRows([mine])
  expect(kept).toEqual(mine)
  expect(kept).not.toBe(mine)
})
