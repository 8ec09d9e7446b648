import { createServer } from 'node:http'

const unary = Buffer.from(JSON.stringify({ id: 'x', choices: [{ message: { content: 'a'.repeat(520) } }] }))
const chunk = `data: ${JSON.stringify({ choices: [{ delta: { content: 'word ' } }], pad: 'p'.repeat(80) })}\n\n`

/** Answers at once: `/unary` with 0.6 KB, `/stream` with 100 chunks, each written in a turn of its own. */
const server = createServer((request, response) => {
  request.resume()
  if (request.url === '/unary') {
    response.setHeader('content-type', 'application/json').end(unary)
    return
  }
  response.setHeader('content-type', 'text/event-stream')
  let left = 100
  const next = (): void => {
    response.write(chunk)
    if (--left > 0) setImmediate(next)
    else response.end()
  }
  next()
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
