import { compareErrors, forms, Ledger, testErrors, testNoneStale, ways } from '@lucid-gateway/oracle'
import { describe, expect, it } from 'vitest'
import { acceptedDifferences } from './accepted-differences.ts'
import { openBench } from './bench.ts'
import { errorInside, errorMeanings } from './error-meanings.ts'
import { type ChatBody, chatSides } from './sides.ts'

const { attempts, plugin, simulator } = await openBench()
const ledger = new Ledger(acceptedDifferences, 'error')
const bench = { simulator, sides: chatSides(simulator, plugin, attempts), ledger, of: 'error' }
const hello: ChatBody = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hello' }] }

testErrors({
  ...bench,
  question: hello,
  meanings: {
    ...errorMeanings,
    context_length_exceeded: { ...errorMeanings.context_length_exceeded, param: 'messages' },
  },
  sidesWith: key => chatSides(simulator, plugin, attempts, key),
  page: '502 Bad Gateway',
  inside: errorInside,
})

describe.each(forms)('%s', (_form, stream) => {
  describe.each(ways)('%s', way => {
    it('a field that the vendor does not know', async () => {
      const question = Object.assign({ frobnicate: 1 }, hello)
      const name = 'a field that the vendor does not know'
      expect(await compareErrors(bench, { name, way, stream, question })).toMatchObject({
        code: 'invalid_request',
        param: 'frobnicate',
        upstream: { code: 'unknown_parameter' },
      })
    })

    it('a model that there is not', async () => {
      const question = { ...hello, model: 'gpt-9' }
      const name = 'a model that there is not'
      const thrown = await compareErrors(bench, { name, way, stream, question })
      expect(thrown).toMatchObject({ code: 'not_found', reason: 'unknown_model' })
    })

    it('says how long to wait', async () => {
      const name = 'rate_limit_exceeded'
      const behaviour = { error: name, headers: { 'retry-after': '7' } } as const
      const thrown = await compareErrors(bench, { name, way, stream, question: hello, behaviour })
      expect(thrown).toMatchObject({ retryAfterMs: 7000 })
    })
  })
})

describe.each(ways)('before the first content of a stream, %s', way => {
  const asked = { way, stream: true, question: hello }
  const quota = {
    error: { message: 'Out of quota.', type: 'insufficient_quota', param: null, code: 'insufficient_quota' },
  }

  it('an error that comes as an event', async () => {
    for (const after of [0, 1]) {
      const behaviour = { fault: { kind: 'error-event', after, body: quota } } as const
      const name = 'an error that comes as an event'
      const thrown = await compareErrors(bench, { ...asked, name, behaviour })
      expect(thrown).toMatchObject({ code: 'quota', origin: 'provider', message: 'Out of quota.' })
    }
  })

  it('an event that is no JSON', async () => {
    const behaviour = { fault: { kind: 'garbage-event', after: 1 } } as const
    const thrown = await compareErrors(bench, { ...asked, name: 'an event that is no JSON', behaviour })
    expect(thrown).toMatchObject({ code: 'upstream', reason: 'malformed' })
  })
})

testNoneStale(ledger)
