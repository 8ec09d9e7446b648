import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { restartSettings } from '../start/restart-settings.ts'
import { configReference, settingFacts } from './config-reference.ts'

describe('the reference of settings', () => {
  it('says of every setting what it is and when it takes effect', () => {
    for (const { path, description } of settingFacts()) expect(description, path).not.toBe('')
  })

  it('agrees with what needs a restart', () => {
    const restart = settingFacts().flatMap(({ path, applies }) => (applies === 'restart' ? path : []))
    expect(restart.toSorted()).toEqual([...restartSettings].toSorted())
  })

  it('is what docs/reference/configuration.md holds; `lucid reference config` writes it', async () => {
    const page = new URL('../../../../docs/reference/configuration.md', import.meta.url)
    expect(await readFile(page, 'utf8')).toBe(configReference())
  })
})
