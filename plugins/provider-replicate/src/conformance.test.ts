import { simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import { testProvider } from '@lucid-gateway/testkit'
import plugin from './index.ts'

const given = {
  plugin,
  packageJson: new URL('../package.json', import.meta.url),
  server: () => startReplicateSimulator(),
  account: ({ url }: { readonly url: string }) => ({
    credentials: { apiKey: simulatorKey },
    config: { baseUrl: url },
  }),
  vendorError: (message: string) => ({ detail: message, status: 500 }),
}

testProvider({
  ...given,
  capabilities: {
    image: {
      model: 'black-forest-labs/flux-schnell',
      requests: [
        { prompt: 'A red square on white.' },
        { prompt: 'Two foxes.', n: 2, seed: 7, format: 'png', aspectRatio: '16:9' },
        { prompt: 'Done before it is asked after. sim:polls=0' },
        { prompt: 'The fast mode. sim:outcome=processing-with-output' },
      ],
    },
  },
})

/** A model of the community, of which the vendor is asked first. */
testProvider({
  ...given,
  capabilities: {
    image: {
      model: 'stability-ai/stable-diffusion',
      requests: [{ prompt: 'A red square on white.', size: '512x512', negativePrompt: 'blue' }],
    },
  },
})
