import { describe, expect, it } from 'vitest'
import { type Question, type Said, user } from '../../testing/clients/test-client.ts'
import {
  bodyOf,
  type ClientId,
  clientIds,
  clients,
  describePairs,
  hasProof,
  hides,
  paths,
  proofs,
  useWorld,
  vendorsBehind,
} from '../../testing/matrix.ts'
import type { BehindId, TestVendor } from '../../testing/vendors.ts'

const weather = {
  name: 'weather',
  schema: { properties: { city: { type: 'string' } }, required: ['city'] },
}

const degrees = ({ calls }: Said) => calls.map((call, index) => ({ call, text: `${18 + index} degrees` }))

describePairs(pair => {
  const both = async (question: Question): Promise<readonly [Said, Said]> => {
    const { client } = pair()
    return [await client.ask(question), await client.stream(question)]
  }

  it('calls tools in parallel, and takes their results in the next turn', async () => {
    const { client, vendor } = pair()
    const first = { model: vendor.model, turns: [user('How is it? sim:tools=2')], tools: [weather] }
    for (const said of await both(first)) {
      expect(said.calls.map(({ name, input }) => [name, input])).toEqual([
        ['weather', { city: expect.any(String) }],
        ['weather', { city: expect.any(String) }],
      ])
      const turns = [...first.turns, { said }, { results: degrees(said) }]
      const next = await client.ask({ ...first, turns })
      expect(next.text).toContain('18 degrees')
      expect(next.text).toContain('19 degrees')
    }
  })

  it('keeps what was reasoned over the turns of a tool', async () => {
    const { client, clientId, vendor, vendorId } = pair()
    const first = { model: vendor.thinker, turns: [user('sim:tools=2')], tools: [weather], thinks: true }
    for (const said of await both(first)) {
      expect(said.calls).toHaveLength(2)
      if (shows(vendorId, clientId)) expect(said.thoughts).not.toBe('')
      const next = await client.ask({
        ...first,
        turns: [...first.turns, { said }, { results: degrees(said) }],
      })
      expect(next.text).toContain('19 degrees')
      const last = vendor.requests.at(-1)
      expect(last?.path).toMatch(paths[vendorId])
      if (keeps(vendorId, clientId)) expect(bodyOf(last)).toMatch(proofs[vendorId])
      expect(bodyOf(last)).not.toContain('lucid1')
    }
  })
})

describe('a conversation that changes its vendor', () => {
  const world = useWorld(false)

  describe.each(clientIds)('the client %s', clientId => {
    const behind = vendorsBehind(clientId)
    const switches = behind.flatMap(from => behind.filter(to => to !== from).map(to => [from, to] as const))

    it.each(switches)(
      'begins with %s and goes on with %s, without what was meant for the first',
      async (...ids) => {
        const { host, key, vendors } = world()
        const [from, to] = ids.map(id => vendors[id]) as [TestVendor, TestVendor]
        const client = clients[clientId].make(host.url, key)
        const first = { model: from.thinker, turns: [user('sim:tools=2')], tools: [weather], thinks: true }
        const said = await client.stream(first)
        const turns = [...first.turns, { said }, { results: degrees(said) }]
        const next = await client.ask({ ...first, model: to.thinker, turns })
        expect(next.text).toContain('19 degrees')
        const sent = bodyOf(to.requests.at(-1))
        for (const [id, proof] of Object.entries(proofs)) if (hasProof(id)) expect(sent).not.toMatch(proof)
        expect(sent).not.toContain('lucid')
        const back = await client.ask({ ...first, turns })
        expect(back.text).toContain('19 degrees')
        if (keeps(from.id, clientId)) expect(bodyOf(from.requests.at(-1))).toMatch(proofs[from.id])
      },
    )
  })
})

/** Whether a vendor shows what it thinks, to a client that shows it too. */
const shows = (vendor: BehindId, client: ClientId): boolean =>
  hasProof(vendor) && clients[client].wire !== 'openai-chat' && !hides(client, 'reasoning of a stream')

/** Gemini signs calls beside its thoughts, which are two things to hand back where there is a place for one. */
const keeps = (vendor: BehindId, client: ClientId): boolean =>
  vendor !== 'google' || !hides(client, 'two pieces of reasoning in a turn')
