import { expect, it } from 'vitest'
import { dial, testGateway, until } from '../testing/test-gateway.ts'

function request(port: number, model: string, content: string): string {
  const body = JSON.stringify({ model: `scripted/${model}`, messages: [{ role: 'user', content }] })
  return `POST /v1/chat HTTP/1.1\r\nhost: localhost:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

it('requests that a connection sends ahead are answered in their order', async () => {
  await using host = await testGateway()
  const { port } = host.gateway
  const socket = await dial(port)
  const order = Array.from({ length: 20 }, (_, n) => `number-${n}`)
  // One after the other has been answered, the connection may go on as before.
  for (const _round of [1, 2, 3]) {
    socket.write(order.map(text => request(port, 'echo', text)).join(''))
    let answers = ''
    for await (const chunk of socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      answers += chunk.toString()
      if (answers.includes('number-19')) break
    }
    expect(answers.match(/number-\d+/g)).toEqual(order)
  }
  socket.destroy()
})

it('a connection that sends thousands of requests ahead is cut off, and what it began is given up', async () => {
  await using host = await testGateway()
  const { port } = host.gateway
  const socket = await dial(port)
  socket.on('error', () => {})
  const closed = new Promise(resolve => socket.on('close', resolve))
  socket.write(request(port, 'hang', 'hi').repeat(5000))
  await closed
  await until(() => host.gateway.runtime.active === 0)
  expect(host.seen.requests.length).toBeLessThanOrEqual(32)
  expect(host.logged().split('too many requests ahead')).toHaveLength(2)
  expect((await fetch(`${host.url}/healthz`)).status).toBe(200)
})
