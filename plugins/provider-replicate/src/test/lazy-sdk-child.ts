import { registerHooks } from 'node:module'

/** Run by itself, with the URL of a simulator and a key: starts the plugin and a job, and tells when the SDK was loaded. */
const [url = '', key = ''] = process.argv.slice(2)
let loads = 0
registerHooks({
  load: (address, context, next) => {
    if (/\/node_modules\/replicate\//.test(address)) loads++
    return next(address, context)
  },
})
const after: Record<string, number> = {}

const { startedPlugin } = await import('./started-plugin.ts')
const { attemptsAt } = await import('./attempts.ts')
const plugin = await startedPlugin({ baseUrl: url })
await using attempts = attemptsAt({ url }, key)
after['start'] = loads

await plugin.image.job.start({ prompt: 'a fox' }, attempts.next('black-forest-labs/flux-schnell'))
after['a job'] = loads

process.stdout.write(JSON.stringify(after))
