import { describe, expect, it } from 'vitest'
import { ask, textIn } from '../testing/ask.ts'

const answers: readonly (readonly [string, string | RegExp])[] = [
  ['Hello!', /^Hello!/],
  ['hi, how are you?', /^Hello!/],
  ['hi, what is 2+2?', '2+2 = 4'],
  ['What is 12 times 7?', '12 * 7 = 84'],
  ["what's 15% of 80", /= 12$/],
  ['What is (3 + 4) * 2 ^ 3 - 1?', /= 55$/],
  ['2 ^ 3 ^ 2', /= 512$/],
  ['-3 - -4', /= 1$/],
  ['square root of 144 plus 1', /= 13$/],
  ['What is 1,000,000 divided by 8?', /= 125000$/],
  ['0.1 + 0.2', /= 0.3$/],
  ['1/0', /not a number/],
  ['Sum of 1, 2 and 3', '1 + 2 + 3 = 6'],
  ['What is the average of 10, 20 and 60?', /= 30$/],
  ['the largest of 3, 9, 4', /= 9$/],
  ['What day of the week is 2024-02-29?', /Thursday/],
  ['What day was July 20, 1969?', /Sunday/],
  ['How many days between 2024-01-01 and 2024-03-01?', /it is 60 days/],
  ['What is 1 month after 31 January 2024?', /2024-02-29/],
  ['What is 2 weeks before 2024-03-01?', /2024-02-16/],
  ['Repeat after me: the quick brown fox', 'the quick brown fox'],
  ['Say "hello" 3 times', 'hello hello hello'],
  ['Reply with exactly: pong', 'pong'],
  ["Respond only with the word 'ready'", 'ready'],
  ['Say this is a test', 'this is a test'],
  ['Count to 5', '1, 2, 3, 4, 5.'],
  ['count from 3 to -1', '3, 2, 1, 0, -1.'],
  ['How many letters are in "strawberry"?', '"strawberry" has 10 letters.'],
  ['How many words are in "to be or not"?', '"to be or not" has 4 words.'],
  ['reverse: né👍🏽', '👍🏽én'],
  ['Convert to uppercase: straße', 'STRASSE'],
  ['Who are you?', /^Lucid is a self-hosted gateway/],
  ['What is Lucid?', /^Lucid is a self-hosted gateway/],
  ['How do I set an API key?', /OPENAI_API_KEY=/],
  ['help', /I can greet you/],
  ['Thanks!', 'You are welcome!'],
  ['Tell me a story about foxes', /^This is a story about foxes\./],
  ['Write a haiku about the sea', /^[^\n]+\nthe sea, [^\n]+\n[^\n]+$/],
  ['What is the meaning of life?', /^You said: "What is the meaning of life\?"/],
  ['   ', /^I was given nothing/],
]

it.each(answers)('"%s" is answered', async (question, answer) => {
  const text = textIn(await ask(question))
  if (typeof answer === 'string') expect(text).toBe(answer)
  else expect(text).toMatch(answer)
})

it('a text has about as many words as were asked for', async () => {
  const words = textIn(await ask('Write 300 words about space')).split(/\s+/).length
  expect(words).toBeGreaterThan(290)
  expect(words).toBeLessThan(340)
})

describe('a conversation', () => {
  const user = (content: string) => ({ role: 'user', content })
  const assistant = (content: string) => ({ role: 'assistant', content })

  it('remembers a name', async () => {
    expect(textIn(await ask('My name is Ada Lovelace'))).toBe('Nice to meet you, Ada Lovelace!')
    expect(textIn(await ask([user('I am called Ada'), assistant('Hi'), user('What is my name?')]))).toBe(
      'Your name is Ada.',
    )
    expect(textIn(await ask('What is my name?'))).toMatch(/not told me/)
  })

  it('remembers what was said', async () => {
    const talk = [user('One'), assistant('Two'), user('Three'), assistant('Four')]
    expect(textIn(await ask([...talk, user('What did I say?')]))).toBe('You said: "Three".')
    expect(textIn(await ask([...talk, user('What did I first say?')]))).toBe('You said: "One".')
    expect(textIn(await ask([...talk, user('Say that again')]))).toBe('Four')
  })
})

describe('files', () => {
  const picture = (base64: string, mediaType = 'image/png') => ({
    type: 'file',
    mediaType,
    data: { kind: 'base64', base64 },
  })
  const see = async (...content: readonly object[]) =>
    textIn(await ask([{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, ...content] }]))
  const bytes = (...parts: readonly (string | number[])[]) =>
    Buffer.concat(
      parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))),
    ).toString('base64')

  it.each([
    ['PNG', bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', [0, 0, 2, 128, 0, 0, 1, 224]), '640 × 480'],
    ['GIF', bytes('GIF89a', [44, 1, 200, 0]), '300 × 200'],
    ['JPEG', bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xc2, 0, 17, 8, 1, 0, 2, 0]), '512 × 256'],
    [
      'WebP',
      bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0, 0, 0, 0, 0, 255, 1, 0, 255, 0, 0]),
      '512 × 256',
    ],
    ['WebP', bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [10, 0, 0, 0, 0x2f, 0xff, 0xc1, 0x3f, 0]), '512 × 256'],
    [
      'BMP',
      bytes(
        'BM',
        Array.from({ length: 16 }, () => 0),
        [16, 0, 0, 0, 0xf0, 0xff, 0xff, 0xff],
      ),
      '16 × 16',
    ],
  ])('a %s is told by its bytes', async (format, base64, size) => {
    expect(await see(picture(base64))).toContain(`a ${format} picture, ${size} pixels`)
  })

  it('what is cut short or none of these is only weighed', async () => {
    expect(await see(picture(bytes([0x89], 'PNG')))).toContain('a file of type image/png, 4 bytes')
    expect(await see(picture(bytes('some notes here'), 'text/plain'))).toContain(
      'a text of 3 words, 15 bytes',
    )
  })

  it('a link is not followed', async () => {
    expect(
      await see({
        type: 'file',
        mediaType: 'image/png',
        data: { kind: 'url', url: 'https://example.com/a.png' },
      }),
    ).toContain('no network to open')
  })
})
