import { describe, expect, it } from 'vitest'
import { nearest } from './near.ts'

const models = ['openai/gpt-5', 'openai/gpt-5-mini', 'demo/chat', 'demo/chat-fast', 'demo/image']

describe('nearest', () => {
  it.each([
    ['demo/chatt', 'demo/chat'],
    ['gpt-5-mni', 'openai/gpt-5-mini'],
    ['dmo/image', 'demo/image'],
    ['GPT-5', 'openai/gpt-5'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearest(word, models)[0]).toBe(meant)
  })

  it('says nothing where nothing is like it', () => {
    expect(nearest('zzzzzzzzzzzz', models)).toEqual([])
  })
})
