import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const script = `
  import { registerHooks } from 'node:module'
  const seen = []
  registerHooks({ resolve: (specifier, context, next) => (seen.push(specifier), next(specifier, context)) })
  const core = await import('@lucid-gateway/core')
  const early = seen.filter(each => !each.startsWith('.'))
  await core.image.request['~standard'].validate({ prompt: 'a' })
  console.log(JSON.stringify({ early, late: seen.includes('zod') }))
`

it('importing core imports nothing else; a schema library is loaded when first used', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@lucid-gateway/source', '--input-type=module', '--eval', script],
    { cwd: import.meta.dirname },
  )
  const { early, late } = JSON.parse(stdout) as { early: readonly string[]; late: boolean }
  expect(early.filter(each => !each.startsWith('node:'))).toEqual(['@lucid-gateway/core'])
  expect(late).toBe(true)
})
