import { setImmediate as macrotask } from 'node:timers/promises'
import { writeHeapSnapshot } from 'node:v8'
import anthropic from '@lucid-gateway/provider-anthropic'
import openai from '@lucid-gateway/provider-openai'
import { startGateway } from '../start/start-gateway.ts'

/** What the process of the test asks for: where the vendors are, and at the end a file of all that is in memory. */
export type Asked =
  | {
      readonly ask: 'start'
      readonly cwd: string
      readonly urls: Readonly<Record<'openai' | 'anthropic', string>>
    }
  | { readonly ask: 'snapshot'; readonly file: string }

process.on('message', (asked: Asked) => void answer(asked))

async function answer(asked: Asked): Promise<void> {
  if (asked.ask === 'start') {
    const gateway = await startGateway({
      cwd: asked.cwd,
      port: 0,
      plugins: [openai, anthropic],
      config: {
        plugins: [],
        retry: { attempts: 1 },
        accounts: {
          openai: { provider: 'openai', config: { baseUrl: asked.urls.openai } },
          anthropic: { provider: 'anthropic', config: { baseUrl: asked.urls.anthropic } },
        },
      },
    })
    process.send?.(gateway.url)
    return
  }
  for (let n = 0; n < 2; n++) {
    await macrotask()
    globalThis.gc?.()
  }
  await macrotask()
  process.send?.(writeHeapSnapshot(asked.file))
}
