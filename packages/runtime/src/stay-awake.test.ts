import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const script = `
import { chat, definePlugin, LucidError, noUsage } from '@lucid-gateway/core'
import { createRuntime } from '@lucid-gateway/runtime'

let asked = 0
const busy = definePlugin({
  id: 'busy',
  abi: 1,
  capabilities: { chat },
  models: [{ id: 'm', capabilities: ['chat'] }],
  setup: ({ provide }) => provide({
    chat: {
      async generate() {
        if (asked++ === 0) throw new LucidError('overloaded', 'busy', { retryAfterMs: 20 })
        return { content: [], finish: { unified: 'stop' }, usage: noUsage }
      },
    },
  }),
})
const lucid = await createRuntime({ plugins: [busy] })
const { finish } = await lucid.generate({ capability: chat, target: 'busy/m', request: { messages: [] } })
console.log(finish.unified, asked)
if (process.argv[1] !== 'left open') await lucid.close()
`

it.each(['closed', 'left open'])(
  'a script does not end, with nothing said, while a call waits for its next try (%s)',
  async how => {
    const args = ['--conditions=@lucid-gateway/source', '--input-type=module', '--eval', script, how]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: import.meta.dirname })
    expect(stdout).toBe('stop 2\n')
  },
)
