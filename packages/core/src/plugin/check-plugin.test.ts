import { describe, expect, it } from 'vitest'
import { chat } from '../capabilities/chat/index.ts'
import { checkPlugin } from './check-plugin.ts'
import { definePlugin } from './define-plugin.ts'
import { manifestOf } from './manifest.ts'
import { secret } from './secret.ts'

const good = definePlugin({
  id: 'acme',
  abi: 1,
  capabilities: { chat },
  credentials: {
    apiKey: secret(['ACME_API_KEY', 'ACME_KEY']),
    project: secret('ACME_PROJECT', { optional: true }),
  },
  models: [{ id: 'm', capabilities: ['chat'] }],
  setup: () => {},
})

describe('checkPlugin', () => {
  it('takes what definePlugin makes', () => {
    expect(checkPlugin(good, { from: 'acme-lucid' })).toBe(good)
  })

  it.each([
    [undefined, 'plugin_shape'],
    [() => {}, 'plugin_shape'],
    [{ ...good, setup: undefined }, 'plugin_shape'],
    [{ ...good, abi: 2 }, 'plugin_abi'],
    [{ ...good, id: 'a.b' }, 'plugin_id'],
    [{ ...good, capabilities: { image: chat } }, 'plugin_capability'],
    [{ ...good, credentials: { apiKey: 'sk-123' } }, 'plugin_credential'],
    [{ ...good, models: [{ id: 'm', capabilities: ['image'] }] }, 'plugin_model'],
  ])('refuses %o', (value, reason) => {
    expect(() => checkPlugin(value, { from: './acme.ts' })).toThrow(
      expect.objectContaining({
        reason,
        hint: expect.any(String),
        message: expect.stringContaining('./acme.ts'),
      }),
    )
  })

  it('says what is missing where something is nearly a plugin', () => {
    const { setup, ...nearly } = good
    expect(() => checkPlugin({ ...nearly, setupp: setup }, { from: 'x' })).toThrow(
      /not a plugin: it has no setup/,
    )
  })

  it('takes a plugin with a field of a later minor version', () => {
    const newer = { ...good, regions: ['eu'] }
    expect(checkPlugin(newer, { from: 'x' })).toBe(newer)
  })

  it('says who is to be updated where the contract versions differ', () => {
    expect(() => checkPlugin({ ...good, abi: 2 }, { from: 'x' })).toThrow(
      expect.objectContaining({ hint: 'Update the host.' }),
    )
    expect(() => checkPlugin({ ...good, abi: 0 }, { from: 'x' })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Update the plugin') }),
    )
  })
})

describe('manifestOf', () => {
  it('is plain data', () => {
    const manifest = manifestOf(good)
    expect(manifest).toEqual({
      id: 'acme',
      abi: 1,
      capabilities: ['chat'],
      credentials: {
        apiKey: { env: ['ACME_API_KEY', 'ACME_KEY'], required: true },
        project: { env: ['ACME_PROJECT'], required: false },
      },
    })
    expect(JSON.parse(JSON.stringify(manifest))).toEqual(manifest)
  })
})
