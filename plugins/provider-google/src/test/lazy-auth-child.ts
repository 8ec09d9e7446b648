import { registerHooks } from 'node:module'

/** Run by itself, with the URL of a simulator: does a thing of each kind, and tells when Google's packages were loaded. */
const [url = '', serviceAccount = ''] = process.argv.slice(2)
let loads = 0
registerHooks({
  load: (address, context, next) => {
    if (/\/node_modules\/(google-auth-library|@google\/genai)\//.test(address)) loads++
    return next(address, context)
  },
})
const after: Record<string, number> = {}

const { startedPlugin } = await import('./started-plugin.ts')
const { attemptsAt } = await import('./attempts.ts')
const plugin = await startedPlugin({ baseUrl: url })
await using attempts = attemptsAt({ url })
after['start'] = loads

const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const
await plugin.chat.generate(request, attempts.next('gemini-2.0-flash'))
await Array.fromAsync(plugin.chat.stream(request, attempts.next('gemini-2.0-flash')))
await plugin.chat.count(request, attempts.next('gemini-2.0-flash'))
await plugin.embedding.generate({ inputs: ['a'] }, attempts.next('gemini-embedding-001'))
await plugin.listModels(attempts.next(''))
await plugin.probe(attempts.next(''))
after['all that a key is for'] = loads

const vertex = await startedPlugin({ baseUrl: url, vertex: { project: 'p', tokenUrl: `${url}/token` } })
await vertex.chat.generate(request, attempts.next('gemini-2.0-flash', { credentials: { serviceAccount } }))
after['a service account'] = loads

process.stdout.write(JSON.stringify(after))
