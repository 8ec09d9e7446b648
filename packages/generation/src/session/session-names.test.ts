import type { Store } from '@lucid-gateway/core'
import { memoryStore } from '@lucid-gateway/core/engine'
import demo from '@lucid-gateway/provider-demo'
import { createRuntime } from '@lucid-gateway/runtime'
import { expect, it } from 'vitest'
import { GenerationService } from '../generation-service.ts'

it('a session whose name could not be written down goes on for nobody', async () => {
  const kept = memoryStore()
  const store: Store = {
    ...kept,
    update: (table, id, ...rest) =>
      table === 'session-names'
        ? Promise.reject(new Error('The disk is full.'))
        : kept.update(table, id, ...rest),
  }
  const runtime = await createRuntime({ plugins: [demo], env: {}, ports: { store } })
  const service = GenerationService.over(runtime)
  const ask = { prompt: 'a fox', sessionId: 'mine', modelId: 'demo/image-slow', options: { seconds: 600 } }
  await expect(service.generate(ask)).rejects.toBeDefined()
  expect(runtime.jobs.active).toBe(0)
  await runtime.close({ graceMs: 0 })
})
