import { request as ask } from 'node:http'
import { chat, type ChatPart, type ChatResult, knownUsage, noUsage } from '@lucid-gateway/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { acmeSuite, type AcmeChanges, type AcmeOffer } from '../acme/plugin.fixture.ts'
import { openSubject, type Subject } from '../conformance/subject.ts'
import { type ScenarioName, scenarios } from './index.ts'

// A suite that can't fail is worth nothing: each of these plugins has one fault, and its scenario says which.

async function judge(name: ScenarioName, changes: AcmeChanges): Promise<string> {
  const subject: Subject = await openSubject(acmeSuite(changes))
  try {
    await scenarios.find(scenario => scenario.name === name)?.run(subject)
    return 'nothing found'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    await subject.close()
  }
}

const stream = (change: (parts: AsyncIterable<ChatPart>) => AsyncIterable<ChatPart>): AcmeChanges => ({
  offer: offer => ({
    ...offer,
    stream: (request, attempt) => change(offer.stream?.(request, attempt) as AsyncIterable<ChatPart>),
  }),
})
const streamOf = (...parts: readonly ChatPart[]): AcmeChanges =>
  stream(async function* () {
    yield* parts
  })
const generate = (change: (offer: AcmeOffer) => NonNullable<AcmeOffer['generate']>): AcmeChanges => ({
  offer: offer => ({ generate: change(offer) }),
})

const usage: ChatPart = { type: 'usage', usage: knownUsage({ input: 1 }) }
const finish: ChatPart = { type: 'finish', finish: { unified: 'stop' } }
const text: readonly ChatPart[] = [
  { type: 'text-start', id: 'a' },
  { type: 'text-delta', id: 'a', text: 'Hi' },
  { type: 'text-end', id: 'a' },
]

describe('manifest', () => {
  it('finds a host that is a URL', async () => {
    expect(await judge('manifest', { hosts: ['https://acme.example/v2'] })).toContain(
      'without scheme or path',
    )
  })
})

describe('requests are not changed', () => {
  it('does not take every stumble for a change', async () => {
    const throws = generate(() => async () => {
      throw new TypeError('no')
    })
    expect(await judge('requests are not changed', throws)).toBe('no')
  })
  it('finds a request that is written to', async () => {
    const writes = generate(offer => async (request, attempt) => {
      ;(request as { temperature?: number }).temperature = 0
      return offer.generate?.(request, attempt) as never
    })
    expect(await judge('requests are not changed', writes)).toContain('changes the request that it is given')
  })
})

describe('stream grammar', () => {
  it.each<[string, readonly ChatPart[]]>([
    [
      '"text-delta" of text "b", which is not open',
      [{ type: 'text-delta', id: 'b', text: 'x' }, usage, finish],
    ],
    ['text "a" was never ended', [...text.slice(0, 2), usage, finish]],
    ['the id "a" is used for two blocks', [...text, ...text, usage, finish]],
    ['answer 0 has no finish', [...text, usage]],
    ['answer 0 finishes twice', [...text, usage, finish, finish]],
    ['comes after the finish', [usage, finish, ...text]],
    ['has no usage part', [...text, finish]],
    [
      'usage of input goes down',
      [...text, { type: 'usage', usage: knownUsage({ input: 2 }) }, usage, finish],
    ],
    ['"start" must be the first part', [...text, { type: 'start' }, usage, finish]],
    ['no part bears content', [usage]],
    [
      'the finish "end_turn" is none of stop, length',
      [...text, usage, { type: 'finish', finish: { unified: 'end_turn' as 'stop' } }],
    ],
  ])('finds that %s', async (message, parts) => {
    expect(await judge('stream grammar', streamOf(...parts))).toContain(
      message === 'no part bears content' ? 'has no finish' : message,
    )
  })
})

describe('unary equals stream', () => {
  it('finds a stream that says less', async () => {
    expect(await judge('unary equals stream', streamOf(...text, usage, finish))).toContain(
      'are not what generate gives',
    )
  })
})

describe('tool calls', () => {
  const call: readonly ChatPart[] = [
    { type: 'tool-call-start', id: 'c', name: 'get_weather' },
    { type: 'tool-call-delta', id: 'c', input: '{"city":' },
    { type: 'tool-call-end', id: 'c' },
  ]
  it('finds that none is made', async () => {
    expect(await judge('tool calls', streamOf(...text, usage, finish))).toContain('the answer calls none')
  })
  it('finds input of which a piece is missing', async () => {
    expect(await judge('tool calls', streamOf(...call, usage, finish))).toContain('is not JSON')
  })
  it('finds a finish that does not say that tools are called', async () => {
    const whole: readonly ChatPart[] = call.map(part =>
      part.type === 'tool-call-delta' ? { ...part, input: '{}' } : part,
    )
    expect(await judge('tool calls', streamOf(...whole, usage, finish))).toContain(
      'it calls tools, and its finish is "stop"',
    )
  })
  it('finds a tool that was not offered', async () => {
    const other = call.map(part => (part.type === 'tool-call-start' ? { ...part, name: 'rm' } : part))
    expect(await judge('tool calls', streamOf(...other, usage, finish))).toContain('which was not offered')
  })
})

describe('usage', () => {
  it.each([
    ['it moves the meter "banana"', knownUsage({ banana: 1 })],
    ['a quantity is a number from 0 on', knownUsage({ input: -1 })],
    ['a quantity is a number from 0 on', knownUsage({ input: Number.NaN })],
    ['Meters must not overlap', knownUsage({ input: 10, cache_read: 6 }, { total_tokens: 10 })],
    ['by its usage nothing was used', knownUsage({ input: 0, output: 0 })],
    ['does not say how certain it is', { meters: { input: { quantity: 1 } } } as unknown as typeof noUsage],
  ])('finds that %s', async (message, used) => {
    const wrong = generate(() => async () => ({ content: [], finish: { unified: 'stop' }, usage: used }))
    expect(await judge('usage', wrong)).toContain(message)
  })
})

describe('errors', () => {
  const anyway: AcmeChanges = {
    offer: offer => ({
      generate: (request, attempt) =>
        offer.generate?.(request, attempt).catch(() => ({
          content: [],
          finish: { unified: 'stop' as const },
          usage: noUsage,
        })) as never,
    }),
  }
  it('finds a failure that is made an answer', async () => {
    expect(await judge('errors', anyway)).toContain('answered as if nothing had happened')
  })
  it('finds a plugin that retries by itself', async () => {
    const stubborn = generate(offer => (request, attempt) => {
      const ask = (): Promise<ChatResult> => offer.generate?.(request, attempt) as never
      return ask().catch(ask)
    })
    expect(await judge('errors', stubborn)).toContain('asked again by itself (POST /v2/answer)')
  })
  it('finds content that comes before the vendor has answered', async () => {
    const hasty = stream(async function* (parts) {
      yield* text
      yield* parts
    })
    expect(await judge('errors', hasty)).toContain('it gave "text-delta" before the vendor had answered')
  })
  it('finds an error that is no LucidError', async () => {
    const throws = generate(() => () => Promise.reject(new Error('no')))
    expect(await judge('errors', throws)).toContain('must fail with a LucidError, and threw Error: no')
  })
  it("finds the operator's key refused as if it were the caller's fault", async () => {
    const bare = generate(() => async (_request, attempt) => {
      const { LucidError } = await import('@lucid-gateway/core')
      void attempt
      throw new LucidError('auth', 'no')
    })
    expect(await judge('errors', bare)).toContain('its origin is "caller"')
  })
})

describe('cut answers', () => {
  it('finds half a stream taken for a whole one', async () => {
    const lenient = stream(async function* (parts) {
      try {
        yield* parts
      } catch {
        yield usage
        yield finish
      }
    })
    expect(await judge('cut answers', lenient)).toContain('answered as if nothing had happened')
  })
})

describe('abort', () => {
  it('finds a stream that goes on', async () => {
    const deaf: AcmeChanges = {
      offer: () => ({
        async *stream() {
          yield* text
          await new Promise(() => {})
        },
      }),
    }
    expect(await judge('abort', deaf)).toContain('did not happen within 1000 ms')
  })
  it('is content with a timeout that goes by itself', async () => {
    const timed = stream(async function* (parts) {
      AbortSignal.any([AbortSignal.timeout(60_000)])
      yield* parts
    })
    expect(await judge('abort', timed)).toBe('nothing found')
  })
  it('finds a timer that is left behind', async () => {
    const leaky = stream(async function* (parts) {
      setTimeout(() => {}, 60_000)
      yield* parts
    })
    expect(await judge('abort', leaky)).toContain('a timer of the plugin is still there')
  })
})

describe('calls at the same time', () => {
  it('finds an answer that depends on another call', async () => {
    let under = 0
    const shared = generate(offer => async (request, attempt) => {
      under++
      const result = await offer.generate?.(request, attempt)
      const content = [{ type: 'text' as const, text: `${under}` }]
      under--
      return { ...(result as NonNullable<typeof result>), content }
    })
    expect(await judge('calls at the same time', shared)).toContain('when others run beside it')
  })
})

describe('credentials of each attempt', () => {
  it('finds a plugin that keeps the first credentials it sees', async () => {
    let kept: { apiKey: string } | undefined
    const keeps = generate(offer => (request, attempt) => {
      kept ??= attempt.credentials
      return offer.generate?.(request, { ...attempt, credentials: kept }) as never
    })
    expect(await judge('credentials of each attempt', keeps)).toContain(
      'an attempt of another account went out with the apiKey of an account',
    )
  })
  it('finds a key that is kept from a call before, of an account that is not among those it tries', async () => {
    let kept: { apiKey: string } | undefined
    const keeps = generate(offer => (request, attempt) => {
      kept ??= attempt.credentials
      return offer.generate?.(request, { ...attempt, credentials: kept }) as never
    })
    await judge('usage', keeps)
    expect(await judge('credentials of each attempt', keeps)).toContain(
      'went out with the apiKey of a call before',
    )
  })
  it('finds an attempt that is kept past its end, and says so', async () => {
    let kept: Parameters<NonNullable<AcmeOffer['generate']>>[1] | undefined
    const keeps = generate(offer => (request, attempt) => {
      kept ??= attempt
      return offer.generate?.(request, kept) as never
    })
    await judge('usage', keeps)
    expect(await judge('usage', keeps)).toContain('The http of an attempt that is over was used')
  })
  it('finds a client that is kept by account alone, past a rotation of its key', async () => {
    const kept = new Map<string, { apiKey: string }>()
    const keeps = generate(offer => (request, attempt) => {
      const credentials = kept.get(attempt.account) ?? attempt.credentials
      kept.set(attempt.account, credentials)
      return offer.generate?.(request, { ...attempt, credentials }) as never
    })
    expect(await judge('credentials of each attempt', keeps)).toContain('an attempt of a rotated key')
  })
})

describe('no credential is shown', () => {
  it('finds one in a log line', async () => {
    const chatty = generate(offer => (request, attempt) => {
      attempt.log.info('asking', { credentials: attempt.credentials })
      return offer.generate?.(request, attempt) as never
    })
    expect(await judge('no credential is shown', chatty)).toContain(
      'A log line shows the credential "apiKey"',
    )
  })
  it('finds one in an error', async () => {
    const tells = generate(() => async (_request, attempt) => {
      throw new Error(`refused ${attempt.credentials.apiKey}`)
    })
    expect(await judge('no credential is shown', tells)).toContain('shows the credential "apiKey"')
  })
})

describe('only attempt.http', () => {
  let origin: string
  let close: () => Promise<void>
  beforeAll(async () => {
    const { listen } = await import('../scripted-server/loopback.ts')
    ;({ origin, close } = await listen((_request, response) => response.end('{}')))
  })
  afterAll(() => close())

  const before = (reach: () => Promise<unknown>): AcmeChanges =>
    generate(offer => async (request, attempt) => {
      await reach()
      return offer.generate?.(request, attempt) as never
    })

  it('finds the global fetch', async () => {
    const found = await judge(
      'only attempt.http',
      before(() => fetch(origin).then(answer => answer.text())),
    )
    expect(found).toContain('used the global fetch to http://127.0.0.1')
  })
  it('finds node:http', async () => {
    const raw = (): Promise<unknown> =>
      new Promise(resolve => ask(origin, answer => answer.resume().once('end', resolve)).end())
    expect(await judge('only attempt.http', before(raw))).toContain('used node:http to 127.0.0.1')
  })
  it('finds a raw socket', async () => {
    const raw = async (): Promise<unknown> => {
      const { connect } = await import('node:net')
      const socket = connect(Number(new URL(origin).port), '127.0.0.1')
      return new Promise(resolve => socket.once('connect', () => resolve(socket.destroy())))
    }
    expect(await judge('only attempt.http', before(raw))).toContain('used a socket of its own')
  })
})

describe('setup and dispose', () => {
  it('finds a timer that outlives its plugin', async () => {
    const leaky: AcmeChanges = { setup: () => void setInterval(() => {}, 1000).unref() }
    expect(await judge('setup and dispose', leaky)).toContain('End it in onDispose')
  })
  it('is content with one that is ended', async () => {
    const tidy: AcmeChanges = {
      setup: ({ onDispose }) => {
        const timer = setInterval(() => {}, 1000)
        onDispose(() => clearInterval(timer))
      },
    }
    expect(await judge('setup and dispose', tidy)).toBe('nothing found')
  })
  it('finds a dispose that throws', async () => {
    const clumsy: AcmeChanges = {
      setup: ({ onDispose }) =>
        onDispose(() => {
          throw new Error('oops')
        }),
    }
    expect(await judge('setup and dispose', clumsy)).toContain('oops')
  })
})

describe('probe and model list', () => {
  it('finds a probe that is content with a refused key', async () => {
    const blind = { provision: () => ({ probe: async () => {} }) }
    expect(await judge('probe and model list', blind)).toContain('answered as if nothing had happened')
  })
  it('finds a listed model that the plugin can do nothing with', async () => {
    const boastful = { provision: () => ({ listModels: async () => [{ id: 'a', capabilities: ['video'] }] }) }
    expect(await judge('probe and model list', boastful)).toContain('which the plugin does not declare')
  })
  it('is content with those that ask the vendor', async () => {
    expect(await judge('probe and model list', { provision: own => own })).toBe('nothing found')
  })
})

describe('relay', () => {
  const relayed = (bytes: string, takes = true): AcmeChanges => ({
    offer: ({ generate, ...offer }, { baseUrl }) => ({
      ...offer,
      ...(generate ? { generate } : {}),
      relay: {
        wire: 'acme@2',
        takes: () => takes,
        send: async (body, attempt) => {
          const answer = await attempt.http.send({
            url: `${baseUrl}/answer`,
            method: 'POST',
            body: body.patched({ stream: false }),
            headers: {
              'content-type': 'application/json',
              authorization: `Bearer ${attempt.credentials.apiKey}`,
            },
          })
          const own = await answer.bytes()
          return {
            kind: 'answer',
            result: {
              content: [{ type: 'text', text: 'Hello to you too.' }],
              finish: { unified: 'stop' },
              usage: noUsage,
            },
            usage: bytes === 'same' ? noUsage : knownUsage({ input: 4, output: 3 }),
            warnings: [],
            bytes: () => (bytes === 'other' ? Buffer.from('{}') : own),
          }
        },
      },
    }),
  })
  it("finds bytes that are not the vendor's", async () => {
    expect(await judge('relay', relayed('other'))).toContain("its bytes are not the vendor's")
  })
  it('finds usage that differs', async () => {
    expect(await judge('relay', relayed('same'))).toContain('its usage differs')
  })
  it('sends no body that the relay says it does not take', async () => {
    expect(await judge('relay', relayed('other', false))).toBe('nothing found')
  })
})

describe('served by a runtime', () => {
  it('finds a plugin that does not start', async () => {
    const fails: AcmeChanges = {
      setup: () => {
        throw new Error('no database')
      },
    }
    expect(await judge('served by a runtime', fails)).toContain('its setup failed: no database')
  })
})

it('every scenario is content with a good plugin', async () => {
  const subject = await openSubject(acmeSuite())
  for (const scenario of scenarios) await scenario.run(subject)
  await subject.close()
  expect(subject.plugin.capabilities['chat']).toBe(chat)
})
