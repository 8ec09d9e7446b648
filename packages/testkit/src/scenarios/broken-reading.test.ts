import type { ChatPart, ChatResult } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { acmeSuite, type AcmeChanges } from '../acme/plugin.fixture.ts'
import { openSubject } from '../conformance/subject.ts'
import { ndjson } from '../scripted-server/reply.ts'
import { scriptedServer } from '../scripted-server/scripted-server.ts'
import { type ScenarioName, scenarios } from './index.ts'

// How a plugin reads what its vendor sends: each of these reads it wrongly in one way.

async function judge(name: ScenarioName, changes: AcmeChanges, answer?: readonly unknown[]): Promise<string> {
  const suite = acmeSuite(changes)
  const server = answer && (() => scriptedServer({ 'POST /lines': ndjson(answer) }))
  const subject = await openSubject({ ...suite, ...(server ? { server } : {}) })
  try {
    await scenarios.find(scenario => scenario.name === name)?.run(subject)
    return 'nothing found'
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    await subject.close()
  }
}

interface Line {
  readonly text?: string
  readonly error?: string
}

/** Reads lines of text from a vendor, and does with them as it is told. */
function reads(lines: (body: AsyncIterable<Uint8Array>) => AsyncIterable<Line>): AcmeChanges {
  return {
    offer: (_, { baseUrl }) => ({
      async *stream(_request, { http, model }): AsyncGenerator<ChatPart> {
        const answer = await http.send({ url: `${baseUrl}/lines`, json: { model } })
        yield { type: 'text-start', id: 'a' }
        for await (const { text } of lines(answer.body)) {
          if (text !== undefined) yield { type: 'text-delta', id: 'a', text }
        }
        yield { type: 'text-end', id: 'a' }
        yield { type: 'usage', usage: { meters: {} } }
        yield { type: 'finish', finish: { unified: 'stop' } }
      },
    }),
  }
}

async function* split(body: AsyncIterable<Uint8Array>, decode: (bytes: Uint8Array) => string) {
  let rest = ''
  for await (const bytes of body) {
    const lines = (rest + decode(bytes)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Line
  }
}

const answer = [{ text: 'Grüße ' }, { text: 'aus 東京' }]
const whole = reads(body => {
  const decoder = new TextDecoder()
  return split(body, bytes => decoder.decode(bytes, { stream: true }))
})

it('finds a reader that takes a piece of a letter for a letter', async () => {
  const careless = reads(body => split(body, bytes => Buffer.from(bytes).toString()))
  expect(await judge('bytes in any pieces', careless, answer)).toContain('when the vendor')
  expect(await judge('bytes in any pieces', whole, answer)).toBe('nothing found')
})

it('finds a reader that takes a piece of a line for a line', async () => {
  const careless = reads(async function* (body) {
    for await (const bytes of body) yield JSON.parse(Buffer.from(bytes).toString()) as Line
  })
  expect(await judge('bytes in any pieces', careless, answer)).toContain('come one by one')
})

it('finds a reader that goes on after an error in the stream', async () => {
  expect(await judge('errors in streams', whole, answer)).toContain('answered as if nothing had happened')
})

it('finds a plugin that asks for one and the same model', async () => {
  const fixed: AcmeChanges = {
    offer: offer => ({
      generate: (request, attempt) => offer.generate?.(request, { ...attempt, model: 'acme-1' }) as never,
    }),
  }
  expect(await judge('model of each attempt', fixed)).toContain('Take the model from the attempt')
})

it('finds that nobody looked at the status of what a job has made', async () => {
  const fetches = (error: boolean): AcmeChanges => ({
    offer: ({ generate }, { baseUrl }) => ({
      async generate(request, attempt): Promise<ChatResult> {
        const result = (await generate?.(request, attempt)) as ChatResult
        const made = {
          url: `${baseUrl}/models`,
          headers: { authorization: `Bearer ${attempt.credentials.apiKey}` },
        }
        const text = error
          ? JSON.stringify((await attempt.http.json(made)).value)
          : await (await attempt.http.send(made)).text()
        return { ...result, content: [{ type: 'text', text }] }
      },
    }),
  })
  expect(await judge('errors of later requests', fetches(false))).toContain(
    'for the last of its 2 requests must fail',
  )
  expect(await judge('errors of later requests', fetches(true))).toBe('nothing found')
})
