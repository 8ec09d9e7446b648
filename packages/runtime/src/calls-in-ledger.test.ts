import { chat } from '@lucid-gateway/core'
import { memoryLedger } from '@lucid-gateway/core/engine'
import { expect, it } from 'vitest'
import { acme, hi, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

const input = { capability: chat, target: 'acme/m', request: hi } as const

it('a call that has ended long ago is found in the ledger, as it was kept in memory', async () => {
  const runtime = await createRuntime({
    plugins: [acme([says('hi')])],
    env: {},
    ports: { ledger: memoryLedger() },
  })
  const first = await runtime.call(input)
  const { id } = await first.closed
  const atOnce = await runtime.find(id)
  for (let more = 0; more < 70; more++) await (await runtime.call(input)).closed
  expect(await runtime.find(id)).toEqual(atOnce)
  expect(atOnce).toMatchObject({ record: { id, status: 'finished' }, attempts: [{ id: `${id}.1` }] })
  expect(await runtime.find('call_none')).toBeUndefined()
  await runtime.close()
})

it('what is asked of the ledger is answered with all that was settled by then', async () => {
  const ledger = memoryLedger()
  const runtime = await createRuntime({ plugins: [acme([says('hi')])], env: {}, ports: { ledger } })
  await runtime.generate(input)
  expect((await runtime.ports.ledger.attempts()).rows).toHaveLength(1)
  await runtime.close()
})
