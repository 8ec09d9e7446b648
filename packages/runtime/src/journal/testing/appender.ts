import { writeSync } from 'node:fs'
import { silentLog, systemClock } from '@lucid-gateway/core'
import { nodeDisk } from '../disk.ts'
import { Journal } from '../journal.ts'
import { defaultLimits } from '../limits.ts'

/** A process that appends records to a journal one after another, and says of which it was told that the disk keeps them. */
const [folder = '', count = '0'] = process.argv.slice(2)

// The timers of its clock keep no process alive.
const awake = setInterval(() => {}, 1000)
const journal = new Journal({
  folder,
  owner: '1-a',
  disk: nodeDisk,
  clock: systemClock,
  log: silentLog,
  limits: { ...defaultLimits, sync: true, maxSegmentBytes: 70, holdMs: 30_000 },
  carried: () => ['carried'],
  onProgress: () => {},
})
for (let number = 0; number < Number(count); number++) {
  if (await journal.append(`record ${number}`)) writeSync(1, `kept ${number}\n`)
  const refused = journal.refusal()
  if (refused) writeSync(1, `refused ${refused.reason}\n`)
}
for (const text of await journal.close()) writeSync(1, `left ${text}\n`)
clearInterval(awake)
