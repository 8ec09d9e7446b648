import { expect, it } from 'vitest'
import { type Question, type Said, user } from '../../testing/clients/test-client.ts'
import { bodyOf, describePairs, hides, paths } from '../../testing/matrix.ts'

const city = {
  type: 'object',
  properties: { name: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
}
const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describePairs(pair => {
  const both = async (question: Question): Promise<readonly [Said, Said]> => {
    const { client } = pair()
    return [await client.ask(question), await client.stream(question)]
  }

  it('answers text, with usage to the token', async () => {
    const { vendor, vendorId, clientId } = pair()
    const question = { model: vendor.model, system: 'Be brief.', turns: [user('Hello there sim:cached=4')] }
    for (const [at, said] of (await both(question)).entries()) {
      const { usage, path } = vendor.requests[at] ?? {}
      expect(path).toMatch(paths[vendorId])
      expect(said.text).toBe('You said: Hello there')
      expect(said.finish.toLowerCase()).toMatch(/^(stop|end_turn|completed)$/)
      if (!hides(clientId, 'what was cached')) expect(said.cached).toBe(4)
      expect(said.input).toBe(usage?.promptTokens)
      expect(said.output).toBe(usage?.completionTokens)
    }
  })

  it('says when it was cut short', async () => {
    for (const said of await both({ model: pair().vendor.model, turns: [user('Count to ten sim:length')] }))
      expect(said.finish.toLowerCase()).toMatch(/^(length|max_tokens|max_output_tokens)$/)
  })

  it('takes pictures', async () => {
    const { client, vendor } = pair()
    const said = await client.ask({ model: vendor.model, turns: [user('What is this?', pixel)] })
    expect(said.text).toMatch(/^I see 1 image\(s\) of \d+ inline bytes/)
    expect(bodyOf(vendor.requests[0])).toContain(pixel)
  })

  it('holds an answer to a schema', async () => {
    for (const said of await both({ model: pair().vendor.model, turns: [user('A city')], schema: city }))
      expect(JSON.parse(said.text)).toHaveProperty('name')
  })

  it('says how much was thought', async () => {
    const { vendor, clientId } = pair()
    const question = { model: vendor.thinker, turns: [user('Think. sim:reasoning=16')], thinks: true }
    for (const said of await both(question)) {
      if (!hides(clientId, 'how much was thought')) expect(said.thought).toBe(16)
      expect(said.text).toBe('You said: Think.')
    }
  })

  it('names what an answer rests on', async () => {
    const { vendor, clientId } = pair()
    const question = { model: vendor.model, turns: [user('News? sim:cite sim:search')] }
    for (const said of await both(question)) {
      if (hides(clientId, 'sources')) expect(said.text).toContain('News?')
      else expect(said.sources).toContainEqual(expect.stringMatching(/^https:\/\/example\.com\/[ab]$/))
    }
  })
})
