import { expect, it } from 'vitest'
import { hideSecrets } from './hide-secrets.ts'

it('hides each credential, wherever a vendor repeats it', () => {
  const credentials = { apiKey: 'sk-1234', secret: 'a"b\\c', short: 'abc', absent: undefined }
  const text = `Bearer sk-1234 or ${JSON.stringify({ said: 'a"b\\c' })}, abc`
  expect(hideSecrets(text, credentials)).toBe('Bearer [redacted] or {"said":"[redacted]"}, abc')
})
