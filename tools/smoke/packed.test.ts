import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installPacked } from './install-packed.ts'

// What is published is not what is in the sources: this runs the packages as a stranger's npm installs them.

let folder: string
let host: ChildProcess
let origin: string
let output = ''

beforeAll(async () => {
  folder = await installPacked(['@lucid-gateway/gateway'])
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  host = spawn(process.execPath, [join(folder, 'node_modules', '.bin', 'lucid'), 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, PORT: String(port) },
  })
  host.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  host.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await untilServing()
}, 180_000)

afterAll(async () => {
  host?.kill('SIGKILL')
  if (folder) await rm(folder, { recursive: true, force: true })
})

it('installs no provider but the demo', () => {
  const installed = readdirSync(join(folder, 'node_modules', '@lucid-gateway'))
  expect(installed.filter(name => name.startsWith('provider-') && name !== 'provider-kit')).toEqual([
    'provider-demo',
  ])
})

it('is healthy', async () => {
  const response = await fetch(`${origin}/healthz`)
  expect(response.status).toBe(200)
})

it('streams an answer of the demo', async () => {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'demo/chat-fast',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const events = (await response.text()).split('\n').filter(line => line.startsWith('data: '))
  expect(events.length).toBeGreaterThan(2)
  expect(events.at(-1)).toBe('data: [DONE]')
})

it('ends with status 0 when it is told to stop', async () => {
  host.kill('SIGTERM')
  const [status] = (await once(host, 'exit')) as [number | null]
  expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' })
}, 30_000)

async function untilServing(): Promise<void> {
  const deadline = Date.now() + 20_000
  while (Date.now() < deadline && host.exitCode === null) {
    const answer = await fetch(`${origin}/healthz`).catch(() => undefined)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(`The packed host does not serve:\n${output}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
