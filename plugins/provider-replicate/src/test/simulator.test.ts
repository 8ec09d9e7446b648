import { simulatorKey, startReplicateSimulator } from '@lucid-gateway/simulators'
import Replicate from 'replicate'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'

const simulator = await startReplicateSimulator()
afterAll(() => simulator.close())
beforeEach(() => simulator.reset())

const client = new Replicate({ auth: simulatorKey, baseUrl: simulator.url })
const schnell = 'black-forest-labs/flux-schnell'
const input = { prompt: 'a fox' }

/** The simulator is one that the vendor's SDK takes for the vendor. */
describe('the simulator, by the SDK', () => {
  it('runs a model, waiting or asking', async () => {
    const waited = await client.run(schnell, { input })
    const polled = await client.run(schnell, { input, wait: { mode: 'poll', interval: 1 } })
    for (const output of [waited, polled]) expect(output).toEqual([expect.stringMatching(/out-0\.webp$/)])
    expect(simulator.requests[0]?.headers['prefer']).toBe('wait')
  })

  it('streams what a model writes, to whoever has the address', async () => {
    const words: string[] = []
    for await (const { data, event } of client.stream('meta/meta-llama-3-8b-instruct', {
      input: { prompt: 'one two\nthree' },
    })) {
      if (event === 'output') words.push(data)
    }
    expect(words.join('')).toBe('one two\nthree')
    expect(simulator.leaks).toHaveLength(0)
  })

  it('runs deployments, and keeps files', async () => {
    const deployed = await client.deployments.predictions.create('acme', 'my-flux', { input, wait: 3 })
    expect(deployed).toMatchObject({ status: 'succeeded', deployment: 'acme/my-flux' })
    const file = await client.files.create(new File(['abc'], 'a.txt', { type: 'text/plain' }), { a: 1 })
    expect(file).toMatchObject({ content_type: 'text/plain', size: 3, metadata: { a: 1 } })
    expect(await client.files.get(file.id)).toEqual(file)
    expect(await client.files.delete(file.id)).toBe(true)
  })

  it('finds models, versions, collections and predictions', async () => {
    const { results } = await client.models.search('llama')
    expect(results.map(({ name }) => name)).toEqual(['meta-llama-3-8b-instruct'])
    expect(simulator.requests[0]?.method).toBe('QUERY')
    const versions = await client.models.versions.list('stability-ai', 'stable-diffusion')
    expect(versions.results).toHaveLength(1)
    expect((await client.collections.list()).results.length).toBeGreaterThan(1)
    await client.predictions.create({ model: schnell, input })
    expect((await client.predictions.list()).results).toHaveLength(1)
    expect(await client.accounts.current()).toMatchObject({ username: 'acme' })
    expect((await client.webhooks.default.secret.get()).key).toMatch(/^whsec_/)
  })
})
