import { describe, expect, test } from 'vitest'
import { readFinish, readUsage, unknownUsage, writeFinish } from './index.ts'

const quantities = (value: unknown) =>
  Object.fromEntries(
    Object.entries(readUsage(value).meters).map(([meter, reading]) => [
      meter,
      reading && reading.certainty !== 'unknown' ? reading.quantity : reading?.certainty,
    ]),
  )

describe('readUsage', () => {
  test('takes totals apart into disjoint meters', () => {
    expect(
      quantities({
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 30, cache_write_tokens: 10, audio_tokens: 5 },
        completion_tokens_details: { reasoning_tokens: 20, audio_tokens: 4, rejected_prediction_tokens: 0 },
      }),
    ).toEqual({
      input: 55,
      cache_read: 30,
      cache_write: 10,
      input_audio: 5,
      output: 26,
      reasoning: 20,
      output_audio: 4,
    })
  })

  test('a vendor whose completion leaves out the reasoning is told by the total', () => {
    const details = { completion_tokens_details: { reasoning_tokens: 196 } }
    expect(quantities({ prompt_tokens: 291, completion_tokens: 26, total_tokens: 513, ...details })).toEqual({
      input: 291,
      output: 26,
      reasoning: 196,
    })
    expect(
      quantities({
        prompt_tokens: 9,
        completion_tokens: 20,
        total_tokens: 29,
        ...{ completion_tokens_details: { reasoning_tokens: 12 } },
      }),
    ).toEqual({ input: 9, output: 8, reasoning: 12 })
  })

  test('only what is stated is known', () => {
    expect(quantities({ prompt_tokens: 3 })).toEqual({ input: 3, output: 'unknown' })
    expect(quantities({})).toEqual({ input: 'unknown', output: 'unknown' })
    expect(readUsage(null)).toBe(unknownUsage)
    expect(quantities({ prompt_tokens: 'many', completion_tokens: -1 })).toEqual({
      input: 'unknown',
      output: 'unknown',
    })
  })

  test('other spellings of the cache', () => {
    expect(quantities({ prompt_tokens: 10, completion_tokens: 0, num_cached_tokens: 4 })).toEqual({
      input: 6,
      cache_read: 4,
      output: 0,
    })
    expect(
      quantities({ prompt_tokens: 10, completion_tokens: 0, prompt_token_details: { cached_tokens: 4 } }),
    ).toEqual({ input: 6, cache_read: 4, output: 0 })
  })
})

describe('finish reasons', () => {
  test.each([
    ['stop', false, 'stop'],
    ['stop', true, 'tool-calls'],
    ['length', true, 'length'],
    ['content_filter', true, 'content-filter'],
    ['function_call', false, 'tool-calls'],
    ['toString', false, 'other'],
    [null, true, 'tool-calls'],
    [undefined, false, 'other'],
  ] as const)('%s, tools called: %s', (raw, called, unified) => {
    expect(readFinish(raw, called).unified).toBe(unified)
  })

  test('are written in OpenAI’s words', () => {
    const written = (['stop', 'length', 'tool-calls', 'content-filter', 'error', 'other'] as const).map(
      unified => writeFinish({ unified }),
    )
    expect(written).toEqual(['stop', 'length', 'tool_calls', 'content_filter', 'error', 'stop'])
  })
})
