import { writeSync } from 'node:fs'
import { chat, image, type Ledger, ledgerRows, type Store } from '@lucid-gateway/core'
import { createRuntime } from '../../create-runtime.ts'
import { type Disk, nodeDisk } from '../disk.ts'
import { parentLedger, parentStore } from '../../testing/parent-ports.ts'
import { fileLedger } from './file-ledger.ts'
import { type KilledVendors, killedVendors } from './killed-vendors.ts'

export interface KilledRun extends KilledVendors {
  /** Of the journal; absent where intents are in the parent's Store, and rows in its ledger. */
  readonly folder?: string
  readonly ledgerPath?: string
  /** Where it kills itself, the n-th time that it comes there. */
  readonly point: string
  readonly nth: number
}

/** A process that makes calls of every kind until it kills itself at a point of its life. */
const run = JSON.parse(process.argv[2] ?? '{}') as KilledRun

let left = run.nth
let isEnding = false
function at(here: string): void {
  if (here === run.point && --left === 0) process.kill(process.pid, 'SIGKILL')
}

function has(bytes: Uint8Array, kind: string): boolean {
  return Buffer.from(bytes).includes(`{"kind":"${kind}"`)
}

const kinds = { intent: 'intent', settle: 'attempt', close: 'call' }

const disk: Disk = {
  ...nodeDisk,
  create(path) {
    if (!path.endsWith('-1.journal')) at('rotation')
    const file = nodeDisk.create(path)
    if (!path.endsWith('-1.journal')) at('new-segment')
    return file
  },
  write(file, bytes) {
    for (const [point, kind] of Object.entries(kinds)) if (has(bytes, kind)) at(`before-${point}`)
    const written = nodeDisk.write(file, bytes)
    for (const [point, kind] of Object.entries(kinds)) if (has(bytes, kind)) at(`after-${point}`)
    return written
  },
  async sync(file) {
    at('sync')
    await nodeDisk.sync(file)
  },
}

const file = fileLedger(run.ledgerPath ?? '')
const fileLedgerInParts = {
  ...file,
  async add(rows) {
    at(isEnding ? 'mid-end' : 'before-projection')
    await file.add(rows.slice(0, Math.ceil(rows.length / 2)))
    at('mid-projection')
    await file.add(rows)
    at('after-projection')
  },
} as Ledger

/** Tells when it asks, has asked, and was answered. */
async function asking<T>(what: string, ask: () => Promise<T>): Promise<T> {
  at(`before-${what}`)
  const answer = ask()
  at(`sent-${what}`)
  try {
    return await answer
  } finally {
    at(`after-${what}`)
  }
}

const names: Readonly<Record<string, string>> = { journal_owners: 'seat', journal_intents: 'intent' }
const store: Store = {
  ...parentStore,
  insert: (table, ...rest) => asking(names[table] ?? 'other', () => parentStore.insert(table, ...rest)),
  delete: (table, id) =>
    asking(table === 'journal_intents' ? 'drop' : 'other', () => parentStore.delete(table, id)),
}
const ledgerByMessage = {
  ...parentLedger,
  add(rows) {
    const isSettled = ledgerRows(rows).some(row => row.kind === 'attempt')
    return asking(isSettled ? 'settle' : 'close', () => parentLedger.add(rows))
  },
} as Ledger

const { folder } = run
const runtime = await createRuntime({
  plugins: killedVendors(run, at),
  env: {},
  ports: folder === undefined ? { store, ledger: ledgerByMessage } : { ledger: fileLedgerInParts },
  jobs: { pollMs: 1 },
  journal:
    folder === undefined
      ? 'store'
      : {
          folder,
          disk,
          maxSegmentBytes: 8000,
          gatherMs: run.point === 'mid-end' ? 60_000 : 5,
          syncMs: 2,
        },
})

let calls = 0
function head() {
  return { id: `call_${run.tag}_${++calls}` }
}

const talk = {
  capability: chat,
  target: 'vendor/gpt-5-mini',
  request: {
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Say some words, please.' }] }],
    maxOutputTokens: 400,
  },
} as const

const makes = {
  async stream(id: string) {
    for await (const _part of runtime.stream({ ...talk, id }));
  },
  async unary(id: string) {
    await runtime.generate({ ...talk, id })
  },
  async job(id: string) {
    const request = { prompt: 'A heron.', n: 1 + (calls % 3) }
    const job = await runtime.jobs.start({ capability: image, target: 'painter/flux', request, id })
    await runtime.jobs.wait(job.id)
  },
}

async function make(kind: keyof typeof makes, times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const { id } = head()
    writeSync(1, `${kind} ${id}\n`)
    await makes[kind](id)
    writeSync(1, `saw ${id}\n`)
  }
}

await Promise.all([make('stream', 7), make('stream', 7), make('stream', 7), make('unary', 8), make('job', 5)])
isEnding = true
at('before-end')
await runtime.close()
process.disconnect?.()
