import { registerHooks } from 'node:module'

/** Run by itself, with the URL of a simulator and a key: does a thing of each kind, and tells when the SDK was loaded. */
const [url = '', key = ''] = process.argv.slice(2)
let loads = 0
registerHooks({
  load: (address, context, next) => {
    if (/\/node_modules\/openai\//.test(address)) loads++
    return next(address, context)
  },
})
const after: Record<string, number> = {}

const { startedPlugin } = await import('./started-plugin.ts')
const { attemptsAt } = await import('./attempts.ts')
const plugin = await startedPlugin({ baseUrl: url })
await using attempts = attemptsAt({ url }, key)
after['start'] = loads

const request = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hello' }] }] } as const
await plugin.chat.generate(request, attempts.next('gpt-4o-mini'))
await Array.fromAsync(plugin.chat.stream(request, attempts.next('gpt-4o-mini')))
after['chat'] = loads

await plugin.embedding.generate({ inputs: ['a'] }, attempts.next('text-embedding-3-small'))
await plugin.image.generate({ prompt: 'a hut' }, attempts.next('gpt-image-2'))
await plugin.moderation.generate({ inputs: ['a'] }, attempts.next('omni-moderation-latest'))
await plugin.probe(attempts.next(''))
after['all but the list of models'] = loads

await plugin.listModels(attempts.next(''))
after['the list of models'] = loads

process.stdout.write(JSON.stringify(after))
