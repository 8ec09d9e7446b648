import { writeSync } from 'node:fs'
import type { LucidError } from '@lucid-gateway/core'
import { openSqlite } from '../open-sqlite.ts'
import { attemptOf } from './attempt-of.ts'

/** A process that writes rows, some at a time, and says of which it was told that they are written. What is refused it asks again. */
const [file = '', rounds = '0'] = process.argv.slice(2)

const sqlite = openSqlite({ file })
const atOnce = 4

async function write(number: number): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    try {
      await sqlite.store.insert('t', `row ${number}`, { number, text: 'x'.repeat(1000) })
      writeSync(1, `kept row ${number}\n`)
      await sqlite.ledger.add([attemptOf(number, BigInt(number))])
      writeSync(1, `kept attempt ${number}\n`)
      return
    } catch (thrown) {
      writeSync(1, `refused ${(thrown as LucidError).reason}\n`)
    }
  }
}

for (let round = 0; round < Number(rounds); round++)
  await Promise.all(Array.from({ length: atOnce }, (_, at) => write(round * atOnce + at)))
await sqlite.close()
