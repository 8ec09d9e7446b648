import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '@lucid-gateway/core/engine'
import { folderBlobs } from '@lucid-gateway/runtime'
import { testBlobs } from './test-ports.ts'

testBlobs('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'lucid-blobs-'))
  const clock = manualClock()
  const port = folderBlobs(join(folder, 'artifacts'), { clock })
  return {
    port,
    now: clock.now,
    advance: clock.advance,
    dispose: async () => {
      await port.close()
      await rm(folder, { recursive: true })
    },
  }
})
