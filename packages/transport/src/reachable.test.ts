import { describe, expect, it } from 'vitest'
import { createTransport } from './create-transport.ts'
import { ManualClock } from './testing/manual-clock.ts'
import { callerScope } from './testing/scopes.ts'
import type { HostAddress } from './transport.ts'

const names: Readonly<Record<string, readonly string[]>> = {
  'hooks.example': ['93.184.216.34'],
  'inside.example': ['10.0.0.7'],
  'half.example': ['93.184.216.34', '127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
}

async function lookup(host: string): Promise<readonly HostAddress[]> {
  const found = names[host]
  if (host === 'later.example') throw Object.assign(new Error('again'), { code: 'EAI_AGAIN' })
  if (!found) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' })
  return found.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
}

describe('an address that a caller names', () => {
  const transport = createTransport({ lookup })

  it.each([
    'https://hooks.example/x',
    'http://hooks.example:8080/',
    'https://93.184.216.34/',
    'https://[2606:2800:220:1::1]/',
    'https://later.example/',
  ])('%s may be reached', async url => {
    await expect(transport.requireReachable(url, callerScope())).resolves.toBeUndefined()
  })

  it.each([
    ['https://inside.example/', 'private_address'],
    ['https://half.example/', 'private_address'],
    ['https://localhost/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:10.0.0.1]/', 'private_address'],
    ['https://nowhere.example/', 'dns'],
    ['https://me:pass@hooks.example/', 'credentials_in_url'],
    ['https://hooks.example/?key=k-4711-secret', 'credential_refused'],
    ['ftp://hooks.example/', 'invalid_scheme'],
  ])('%s may not: %s', async (url, reason) => {
    const scope = callerScope({ secrets: ['k-4711-secret'] })
    await expect(transport.requireReachable(url, scope)).rejects.toMatchObject({ reason })
  })

  it('may be private where the operator wrote it', async () => {
    const scope = callerScope({ callerHosts: ['inside.example', 'localhost:8080'] })
    await transport.requireReachable('https://inside.example/', scope)
    await transport.requireReachable('http://localhost:8080/', scope)
    await expect(transport.requireReachable('http://localhost:8081/', scope)).rejects.toMatchObject({
      reason: 'private_address',
    })
  })

  it('is not held up by a name service that does not answer', async () => {
    const clock = new ManualClock()
    const silent = createTransport({ lookup: () => new Promise(() => {}), clock })
    const asked = silent.requireReachable('https://hooks.example/', callerScope())
    clock.advance(10_000)
    await expect(asked).resolves.toBeUndefined()
  })

  it('may be one that only the proxy can look up', async () => {
    const behind = createTransport({ lookup, proxy: 'http://127.0.0.1:9' })
    await behind.requireReachable('https://nowhere.example/', callerScope())
    await expect(behind.requireReachable('https://inside.example/', callerScope())).rejects.toMatchObject({
      reason: 'private_address',
    })
  })
})
