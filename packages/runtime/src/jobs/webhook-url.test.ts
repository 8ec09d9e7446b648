import { describe, expect, it } from 'vitest'
import { checkWebhookUrl } from './webhook-url.ts'

const callerHosts = ['hooks.lan', 'build.lan:8080', '10.0.0.7:9000', '[fd00::1]', 'localhost:80']

describe('the address of a webhook', () => {
  it.each([
    'https://hooks.example/a?b=c',
    'https://hooks.example:8443/',
    'https://93.184.216.34/',
    'HTTPS://Hooks.Example',
    'http://hooks.lan/x',
    'https://hooks.lan/x',
    'http://build.lan:8080/',
    'http://10.0.0.7:9000/',
    'https://[fd00::1]/',
    'http://localhost/',
  ])('may be %s', text => {
    expect(checkWebhookUrl(text, callerHosts)).toBeInstanceOf(URL)
  })

  it.each([
    ['', 'invalid_url'],
    ['hooks.example/a', 'invalid_url'],
    ['//hooks.example/a', 'invalid_url'],
    ['ftp://hooks.example/', 'invalid_url'],
    ['file:///etc/passwd', 'invalid_url'],
    ['constructor:x', 'invalid_url'],
    ['https://me:pass@hooks.example/', 'credentials_in_url'],
    ['https://me@hooks.lan/', 'credentials_in_url'],
    ['http://hooks.example/', 'insecure'],
    ['http://build.lan/', 'insecure'],
    ['https://localhost/', 'private_address'],
    ['https://localhost./', 'private_address'],
    ['https://a.localhost/', 'private_address'],
    ['https://127.1/', 'private_address'],
    ['https://2130706433/', 'private_address'],
    ['https://0x7f.1/', 'private_address'],
    ['https://[::1]/', 'private_address'],
    ['https://[::ffff:10.0.0.7]/', 'private_address'],
    ['https://169.254.169.254/latest', 'private_address'],
    ['https://10.0.0.7/', 'private_address'],
    [`https://hooks.example/${'x'.repeat(2048)}`, 'too_long'],
  ])('may not be %s: %s', (text, reason) => {
    expect(checkWebhookUrl(text, callerHosts, 'webhook.url')).toMatchObject({
      code: 'invalid_request',
      param: 'webhook.url',
      reason,
    })
  })
})
