import { chat, type ReceiptEntry } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, fails, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { recentCalls } from './recent-calls.ts'
import type { EndedCall } from './runtime.ts'

const ended = (id: string): EndedCall => ({ record: { id } as EndedCall['record'], attempts: [] })
const lost: readonly ReceiptEntry[] = [{ action: 'dropped', field: 'a', reason: 'no word for it' }]
const noted = lost.map(entry => ({ ...entry, in: 'answer' }))

describe('the calls that are kept', () => {
  it('are the latest, whether few or many have been', async () => {
    const archive = recentCalls(3)
    for (const id of ['1', '2']) archive.keep(ended(id))
    expect(await archive.find('1')).toEqual(ended('1'))
    for (const id of ['3', '4', '5']) archive.keep(ended(id))
    const found = ['1', '2', '3', '4', '5'].map(async id => (await archive.find(id))?.record.id)
    expect(await Promise.all(found)).toEqual([undefined, undefined, '3', '4', '5'])
  })

  it('are kept whole, whatever they are written in, until so many more have been', async () => {
    const archive = recentCalls(200)
    const names = ['ä'.repeat(1500), 'x'.repeat(5000), '😀'.repeat(10)]
    const found = async () =>
      (await Promise.all(names.map(id => archive.find(id)))).map(call => call?.record.id)
    for (const id of names) archive.keep(ended(id))
    expect(await found()).toEqual(names)
    for (let n = 0; n < 197; n++) archive.keep(ended(`${n}`))
    expect(await found()).toEqual(names)
    expect(await archive.find('196')).toEqual(ended('196'))
    archive.keep(ended('197'))
    expect(await found()).toEqual([undefined, ...names.slice(1)])
    archive.amend({ ...ended('0').record, asked: 'later' })
    expect((await archive.find('0'))?.record.asked).toBe('later')
    expect((await archive.find('1'))?.record.asked).toBeUndefined()
  })

  it('are kept also where a plugin failed with what JSON can not hold', async () => {
    const archive = recentCalls(200)
    const error = { code: 'upstream', message: 'x', details: { tokens: 1n } } as never
    for (let n = 0; n < 130; n++) archive.keep({ record: { ...ended(`${n}`).record, error }, attempts: [] })
    expect((await archive.find('7'))?.record.error).toEqual(error)
    archive.amend({ ...ended('7').record, asked: 'later' })
    expect((await archive.find('7'))?.record.asked).toBe('later')
  })

  it('are none where none are to be', async () => {
    const archive = recentCalls(0)
    archive.keep(ended('1'))
    archive.amend({ ...ended('1').record, asked: 'x' })
    expect(await archive.find('1')).toBeUndefined()
  })

  it('take a later state of a record', async () => {
    const archive = recentCalls(2)
    for (const id of ['1', '2']) archive.keep(ended(id))
    archive.amend({ ...ended('1').record, asked: 'later' })
    expect((await archive.find('1'))?.record.asked).toBe('later')
    expect((await archive.find('2'))?.record.asked).toBeUndefined()
  })
})

describe('a runtime', () => {
  it('finds a call with its failed tries, and with what writing its answer lost', async () => {
    const down = new Error('down')
    const runtime = await createRuntime({
      plugins: [acme([fails(down)]), acme([says('hi')], 'bolt')],
      env: {},
      channels: {
        stable: {
          'chat.default': [
            { provider: 'acme', model: 'm' },
            { provider: 'bolt', model: 'm' },
          ],
        },
      },
    })
    const call = await runtime.call({ capability: chat, request: hi, id: 'one' })
    expect((await call.closed).receipt?.entries).toEqual([])
    call.note(lost)
    const found = await runtime.find('one')
    expect(found?.record.receipt).toMatchObject({ target: 'bolt/m', entries: noted })
    expect(found?.attempts.map(({ account, status }) => [account, status])).toEqual([
      ['acme', 'failed'],
      ['bolt', 'finished'],
    ])
    expect(await runtime.find('two')).toBeUndefined()
  })

  it('finds a call under way, which may be noted of before its end', async () => {
    const runtime = await createRuntime({ plugins: [acme([says('hi')])], env: {} })
    const call = await runtime.call({ capability: chat, request: hi, id: 'one', stream: true })
    expect((await runtime.find('one'))?.record.status).toBeUndefined()
    call.note(lost)
    if (call.outcome.kind === 'stream') for await (const _part of call.outcome.parts);
    expect((await call.closed).receipt?.entries).toEqual(noted)
    expect(await runtime.find('one')).toMatchObject({ record: { status: 'finished' } })
  })

  it('has a receipt for what was lost of an answer that no target gave', async () => {
    const runtime = await createRuntime({
      plugins: [acme([says('hi')])],
      env: {},
      hooks: [
        {
          kind: 'call',
          name: 'cache',
          phase: 'cache',
          run: () => Promise.resolve({ kind: 'job', cursor: 'kept' }),
        },
      ],
    })
    const call = await runtime.call({ capability: chat, request: hi })
    expect((await call.closed).receipt).toBeUndefined()
    call.note(lost)
    expect(call.record.receipt).toMatchObject({ why: 'a layer answered', entries: noted })
  })
})
