import { expect, it } from 'vitest'
import { createLog } from './create-log.ts'
import { createSecretValues } from './secret-values.ts'

const whole = {
  id: 'req_1',
  method: 'POST',
  route: '/gemini/:version/*model\\:generateContent',
  status: 502,
  ms: 12,
  peer: '::1',
  key: 'a "quoted" key',
  admin: 'ana',
  model: 'ä\n{"}',
  error: 'plugin_failed',
  said: 'It said: \u2028 no.',
  gone: true,
} as const

it('the line of a request is JSON, whatever is in it, without what is not known', () => {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLog({ level: 'info', format: 'json', secrets: createSecretValues(), write })
  const none = { peer: undefined, key: undefined, admin: undefined, model: undefined }
  const well = { error: undefined, said: undefined, gone: undefined, status: 200 }
  log.request(whole)
  log.request({ ...whole, ...none, ...well })
  const [first, second] = lines.map(line => JSON.parse(line) as object)
  expect(first).toEqual({ ...whole, level: 'error', msg: 'request', time: expect.any(String) })
  const { id, method, route, ms } = whole
  const facts = { id, method, route, ms, status: 200 }
  expect(second).toEqual({ ...facts, level: 'info', msg: 'request', time: expect.any(String) })
})
