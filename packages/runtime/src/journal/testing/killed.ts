import { writeSync } from 'node:fs'
import {
  chat,
  type ChatPart,
  definePlugin,
  knownUsage,
  type Ledger,
  type StandardSchema,
} from '@lucid-gateway/core'
import { createRuntime } from '../../create-runtime.ts'
import { use } from '../../options.ts'
import { type Disk, nodeDisk } from '../disk.ts'
import { fileLedger } from './file-ledger.ts'

/** A process that makes calls until it kills itself at a point of its life, the n-th time it comes there. */
const [folder = '', ledgerPath = '', url = '', key = '', tag = '', point = '', nth = '1'] =
  process.argv.slice(2)

let left = Number(nth)
let isEnding = false
function at(here: string): void {
  if (here === point && --left === 0) process.kill(process.pid, 'SIGKILL')
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

interface Chunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[]
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number }
}

interface Config {
  readonly host: string
}

const config: StandardSchema<Config> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: value => ({ value: { host: 'vendor.example', ...(value as Partial<Config>) } }),
  },
}

const vendor = definePlugin({
  id: 'vendor',
  abi: 1,
  capabilities: { chat },
  config,
  hosts: ({ host }) => [host],
  models: [
    {
      id: 'gpt-5-mini',
      capabilities: ['chat'],
      prices: [
        { meter: 'input', nanoUsd: 250n, per: 1 },
        { meter: 'output', nanoUsd: 2000n, per: 1 },
      ],
    },
  ],
  setup: ({ provide }) =>
    provide({
      chat: {
        async *stream(request, attempt): AsyncGenerator<ChatPart> {
          const events = attempt.http.sse({
            url: `${url}/chat/completions`,
            method: 'POST',
            headers: { authorization: `Bearer ${key}` },
            json: {
              model: 'gpt-5-mini',
              messages: [{ role: 'user', content: 'Say some words, please.' }],
              max_completion_tokens: request.maxOutputTokens,
              stream: true,
              stream_options: { include_usage: true },
              user: `${tag}:${attempt.callId}.${attempt.number}`,
            },
          })
          let first = true
          for await (const { data } of events) {
            if (first) at('upstream-written')
            if (data === '[DONE]') break
            const { choices, usage } = JSON.parse(data) as Chunk
            const text = choices[0]?.delta.content
            if (first) yield { type: 'text-start', id: '0' }
            first = false
            if (text) {
              at('mid-stream')
              yield { type: 'text-delta', id: '0', text }
            }
            if (usage) {
              at('after-usage')
              const { prompt_tokens: input, completion_tokens: output } = usage
              yield { type: 'usage', usage: knownUsage({ input, output }) }
            }
          }
          yield { type: 'text-end', id: '0' }
          yield { type: 'finish', finish: { unified: 'stop' } }
        },
      },
    }),
})

const file = fileLedger(ledgerPath)
const ledger = {
  ...file,
  async add(rows) {
    at(isEnding ? 'mid-end' : 'before-projection')
    await file.add(rows.slice(0, Math.ceil(rows.length / 2)))
    at('mid-projection')
    await file.add(rows)
    at('after-projection')
  },
} as Ledger

const runtime = await createRuntime({
  plugins: [use(vendor, { config: { host: new URL(url).host } })],
  env: {},
  ports: { ledger },
  journal: { folder, disk, maxSegmentBytes: 8000, gatherMs: point === 'mid-end' ? 60_000 : 5, syncMs: 2 },
})

async function talk(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const call = await runtime.call({
      capability: chat,
      target: 'vendor/gpt-5-mini',
      request: {
        messages: [{ role: 'user', content: [{ type: 'text', text: 'Say some words, please.' }] }],
        maxOutputTokens: 400,
      },
      stream: true,
    })
    if (call.outcome.kind !== 'stream') continue
    for await (const _part of call.outcome.parts);
    await call.closed
    writeSync(1, `saw ${call.record.id}\n`)
  }
}

await Promise.all(Array.from({ length: 4 }, () => talk(6)))
isEnding = true
at('before-end')
await runtime.close()
