import { speech } from '@lucid-gateway/core'
import { fakeHost, testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

await using host = await fakeHost({ plugins: [plugin] })
const {
  audio: { mediaType, data },
} = await host.run(speech, { text: 'The demo hears itself.' })

testProvider({
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  capabilities: {
    chat: { model: 'chat-fast' },
    transcription: { requests: [{ audio: { mediaType, data } }] },
  },
})
