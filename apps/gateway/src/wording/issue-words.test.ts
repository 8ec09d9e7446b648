import { chat, embedding, image } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConfig } from '../config/load-config.ts'
import { readCall } from '../dialects/lucid/read-call.ts'
import { issueWords } from './issue-words.ts'

const messages = [{ role: 'user', content: 'hi' }]
const said = (body: object): object => ({ messages: [{ role: 'user', content: 'hi', ...body }] })

describe('a bad request says which field, what was expected and what came', () => {
  it.each([
    [chat, {}, '"messages" must be an array, but is missing.'],
    [chat, { messages: 'hi' }, '"messages" must be an array, but is a string.'],
    [chat, { messages: [] }, '"messages" must have at least 1 item, but is an empty array.'],
    [chat, said({ content: 1 }), '"messages[0].content" must be a string or an array, but is 1.'],
    [
      chat,
      said({ content: [{ type: 'text' }] }),
      '"messages[0].content[0].text" must be a string, but is missing.',
    ],
    [
      chat,
      said({ content: [{ type: 'txt' }] }),
      '"messages[0].content[0].type" must be one of text, file, but is "txt"; did you mean "text"?',
    ],
    [
      chat,
      said({ role: 'users' }),
      '"messages[0].role" must be one of system, developer, user, assistant, tool, but is "users"; did you mean "user"?',
    ],
    [chat, said({ nme: 'x' }), '"messages[0].nme" is not known.'],
    [chat, { messages, temperature: 9 }, '"temperature" must be at most 2, but is 9.'],
    [chat, { messages, temperature: 'hot' }, '"temperature" must be a number, but is a string.'],
    [chat, { messages, maxOutputTokens: 1.5 }, '"maxOutputTokens" must be a whole number, but is 1.5.'],
    [
      chat,
      { messages, toolChoice: 'maybe' },
      '"toolChoice" must be one of auto, none, required or an object, but is "maybe".',
    ],
    [chat, { messages, toolChoice: { type: 'tool' } }, '"toolChoice.name" must be a string, but is missing.'],
    [chat, { messages, temprature: 1 }, '"temprature" is not known; did you mean "temperature"?'],
    [embedding, { input: 'x' }, '"input" is not known; did you mean "inputs"?'],
    [image, { prompt: 'x', size: 'large' }, '"size": Write width "x" height in pixels, such as 1024x768.'],
    [chat, { messages, stream: 'yes' }, '"stream" must be true or false, but is a string.'],
    [chat, { messages, model: 7 }, '"model" must be a name, but is 7.'],
  ])('%#', async (capability, body, message) => {
    await expect(readCall(body, capability)).rejects.toMatchObject({
      message,
      reason: 'invalid_field',
      param: /^"([^"]+)"/.exec(message)?.[1],
      hint: expect.stringMatching(/./),
    })
  })

  it('shows what would be right, and repeats no text', async () => {
    const refused = readCall({ messages: 'a secret' }, chat)
    await expect(refused).rejects.toMatchObject({
      hint: expect.stringContaining('{"messages":[{"role":"user"'),
    })
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('secret') })
  })
})

it('knows a setting by what is missing beside it, and a key of a record by its rule', async () => {
  const value = {
    channels: {
      stable: { 'chat.default': { provider: 'a', modle: 'b' }, summary: { provider: 'a', model: 'b' } },
    },
  }
  await expect(loadConfig({ cwd: '.', env: {}, value: value as never })).rejects.toMatchObject({
    details: {
      problems: [
        {
          key: 'channels.stable["chat.default"].modle',
          message: 'is not known; did you mean "model"?',
        },
        {
          key: 'channels.stable.summary',
          message: 'is no name for it, which must be <capability>.<name>, such as chat.default',
        },
      ],
    },
  })
})

it('says of a ledger what it may be: words that YAML took for true or false once, and what it has no place for', async () => {
  const messages = async (value: object) => {
    const thrown = await loadConfig({ cwd: '.', env: {}, value: value as never }).catch(
      (error: unknown) =>
        error as { readonly details: { readonly problems: { readonly message: string }[] } },
    )
    return 'details' in thrown ? thrown.details.problems.map(({ message }) => message) : []
  }
  expect(await messages({ ledger: { on: 'off' } })).toEqual(['must be true or false, but is "off"'])
  expect(await messages({ ledger: { on: 'sk-1' } })).toEqual(['must be true or false, but is a string'])
  const noPlace = [expect.stringContaining('asks for a ledger, and `store: false`')]
  expect(await messages({ ledger: { mode: 'store' }, store: false })).toEqual(noPlace)
  expect(await messages({ ledger: { on: true }, store: false })).toEqual(noPlace)
  expect(await messages({ ledger: false })).toEqual(['must be an object, such as { on: false }'])
})

it('keeps the words of schemas that have their own, and of other libraries', () => {
  const own = z.object({ a: z.string('must be the name of a place') }).safeParse({ a: 1 })
  expect(issueWords(own.error?.issues[0] as never, { a: 1 })).toMatchObject({
    path: 'a',
    rule: 'must be the name of a place',
  })
  expect(issueWords({ message: 'wants tea', path: [{ key: 'cup' }] }, {})).toMatchObject({
    path: 'cup',
    rule: 'wants tea',
  })
})
