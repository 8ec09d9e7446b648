import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { definePlugin, image, type JobOffer, secret } from '@lucid-gateway/core'
import { json, scriptedServer, testProvider } from '@lucid-gateway/testkit'
import { afterAll } from 'vitest'
import { z } from 'zod'

// The job that the guide shows passes what it tells authors to pass.

type ImageJob = JobOffer<typeof image, { readonly apiKey: string }>

const own = join(import.meta.dirname, '..')
const page = readFileSync(join(own, '../../docs/guides/write-a-plugin.md'), 'utf8')
const [, code = ''] = /^```ts\n\/\/ file: src\/image\.ts\n([^]*?)^```$/m.exec(page) ?? []
// Within the package, so that what the code imports is found.
await mkdir(join(own, '.cache'), { recursive: true })
const folder = await mkdtemp(join(own, '.cache', 'guide-job-'))
await writeFile(join(folder, 'image.ts'), code)
const { imageJob } = (await import(pathToFileURL(join(folder, 'image.ts')).href)) as {
  readonly imageJob: (baseUrl: string) => ImageJob
}

afterAll(() => rm(folder, { recursive: true, force: true }))

const plugin = definePlugin({
  id: 'my-vendor',
  abi: 1,
  capabilities: { image },
  credentials: { apiKey: secret('MY_VENDOR_API_KEY') },
  config: z.object({ baseUrl: z.string() }),
  hosts: ({ baseUrl }) => [new URL(baseUrl).host],
  models: [{ id: 'brush', capabilities: ['image'] }],
  setup: ({ config: { baseUrl }, provide }) => provide({ image: { job: imageJob(baseUrl) } }),
})

testProvider({
  plugin,
  server: () =>
    scriptedServer({
      'POST /pictures': json({ id: 'w1', state: 'waiting' }),
      'GET /pictures/w1': json({ id: 'w1', state: 'ready', url: 'https://files.my-vendor.example/a.png' }),
      'POST /pictures/w1/stop': json({ id: 'w1', state: 'stopped' }),
    }),
  account: ({ url }) => ({ config: { baseUrl: url } }),
})
