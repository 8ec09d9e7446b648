import { type Capability, fromUnknown } from '@lucid-gateway/core'
import { use } from '@lucid-gateway/runtime'
import { ensure } from '../conformance/check.ts'
import type { Sample } from '../conformance/sample.ts'
import { type FakeHost, fakeHost } from '../fake-host/fake-host.ts'
import { scenario } from './scenario.ts'

/** In a gateway, callers get every form that the capability has, whichever the plugin wrote. */
export const runtime = scenario({
  name: 'served by a runtime',
  async run({ plugin, credentials, config, samples }) {
    await using host = await fakeHost({ plugins: [use(plugin, { credentials, config: config as never })] })
    for (const sample of samples) {
      for (const mode of sample.capability.modes) {
        if (mode === 'unary' || mode === 'stream')
          await serve(host, `${plugin.id}/${sample.model}`, sample, mode)
      }
    }
  },
})

async function serve(
  host: FakeHost,
  target: string,
  { capability, request }: Sample,
  mode: 'unary' | 'stream',
): Promise<void> {
  const ask = mode === 'unary' ? host.run<Capability> : host.parts<Capability>
  const answer = await ask(capability, request, { target }).catch((thrown: unknown) => {
    const { code, message, hint = '' } = fromUnknown(thrown)
    return ensure(false, `${target} does not serve ${capability.id} as ${mode}: ${code}: ${message} ${hint}`)
  })
  ensure(
    mode === 'unary' || (Array.isArray(answer) && answer.length > 0),
    `${target} streams nothing for ${capability.id}.`,
  )
}
