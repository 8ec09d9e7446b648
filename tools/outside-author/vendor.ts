import { once } from 'node:events'
import { createServer } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A vendor that speaks both wires that the scaffolds begin with, for whoever has the key. */
export interface Vendor extends AsyncDisposable {
  readonly url: string
  readonly key: string
}

const words = ['Hello ', 'outside ', 'author.']

export async function startVendor(): Promise<Vendor> {
  const key = 'outside-key-1234'
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      if (request.headers.authorization !== `Bearer ${key}`) return void response.writeHead(401).end('{}')
      const { stream = false } = JSON.parse(text) as { stream?: boolean }
      if (request.url === '/v1/generate') return lines(response)
      return stream ? events(response) : completion(response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    key,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const head = { id: 'c1', created: 1_700_000_000, model: 'm' }
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 }

function completion(response: ServerResponse): void {
  const message = { role: 'assistant', content: words.join('') }
  const body = {
    ...head,
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
    usage,
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function events(response: ServerResponse): void {
  const choice = (delta: object, finish: string | null) => ({ index: 0, delta, finish_reason: finish })
  const chunks = [
    ...words.map(content => ({ choices: [choice({ content }, null)] })),
    { choices: [choice({}, 'stop')] },
    { choices: [], usage },
  ]
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const chunk of chunks) {
    response.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', ...chunk })}\n\n`)
  }
  response.end('data: [DONE]\n\n')
}

function lines(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  for (const text of words) response.write(`${JSON.stringify({ text })}\n`)
  response.end(`${JSON.stringify({ done: { inputTokens: 3, outputTokens: 4 } })}\n`)
}
