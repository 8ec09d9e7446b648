import { expect, it } from 'vitest'
import { json, ndjson } from '../scripted-server/reply.ts'
import { scriptedServer } from '../scripted-server/scripted-server.ts'
import { vendorProxy } from './vendor-proxy.ts'

it('leads an address of the stand-in in an answer to where the plugin may go', async () => {
  await using vendor = await scriptedServer({})
  vendor.on('GET /job', json({ picture: `${vendor.url}/p.png` }))
  vendor.on('GET /p.png', json('a picture'))
  const proxy = await vendorProxy(vendor.url)
  const { picture } = (await (await fetch(`${proxy.url}/job`)).json()) as { picture: string }
  expect(picture).toBe(`${proxy.url}/p.png`)
  expect(await (await fetch(picture)).json()).toBe('a picture')
  await proxy.close()
})

it('lets requests through that come before the one that is to fail', async () => {
  await using vendor = await scriptedServer({ 'GET /job': json('good') })
  const proxy = await vendorProxy(vendor.url)
  const status = async (): Promise<number> => (await fetch(`${proxy.url}/job`)).status
  await status()
  proxy.fault = { kind: 'answer', answer: () => json('bad', { status: 500 }), behind: 1 }
  expect([await status(), await status(), await status()]).toEqual([200, 500, 500])
  await proxy.close()
})

it('puts an event into the middle of a stream, and none into a list of one', async () => {
  await using vendor = await scriptedServer({
    'GET /stream': ndjson([{ a: 1 }, { b: 2 }, { c: 3 }]),
    'GET /whole': json({ a: 1 }),
  })
  const proxy = await vendorProxy(vendor.url)
  proxy.fault = { kind: 'event', event: { error: 'oops' } }
  const read = async (path: string): Promise<string> => (await fetch(`${proxy.url}${path}`)).text()
  expect(await read('/stream')).toBe('{"a":1}\n{"error":"oops"}\n{"b":2}\n{"c":3}\n')
  expect(await read('/whole')).toBe('{"a":1}')
  await proxy.close()
})
