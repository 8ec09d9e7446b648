import { hash, pick, randomOf } from '../chance/random.ts'
import { isFunctionWord, wordsOf } from '../words/words.ts'

const openings = [
  'Nobody in the harbour remembered who had first lit the lamp above the door.',
  'It began on a morning so quiet that the clocks could be heard from the street.',
  'There was a map in the attic with a road on it that no one had walked.',
  'The letter had been on its way for eleven years.',
] as const
const middles = [
  'Every road out of the valley seemed to lead back to the same question.',
  'An old woman at the market sold answers by weight, and hers were never heavy.',
  'When the rain stopped, the roofs kept talking about it for an hour.',
  'Somebody had drawn a small door in chalk, and somebody else had drawn the key.',
  'The river knew the way but was in no hurry to tell.',
  'By noon the whole street had an opinion, and by evening it had two.',
  'They counted the stars twice, to be fair to the faint ones.',
  'What looked like the end of the path was only a place to sit down.',
  'The wind turned a page of the book that lay open on the wall.',
  'It is easier to carry a secret that weighs something, so they put it in a box.',
] as const
const closings = [
  'And that is how the lamp came to be lit again.',
  'Nothing had changed, except that now they knew it.',
  'They left the door open, in case the story wanted to come in.',
] as const

/** A made-up text for `tell me a story about foxes`, or `write 200 words about the sea`. */
export function tellStory(text: string): string | undefined {
  const asked =
    /\b(?:tell|write|compose|make up|give)\b.*\b(story|tale|poem|haiku|paragraph|essay|text|words)\b/is.exec(
      text,
    )
  if (!asked) return undefined
  const random = randomOf(hash(text))
  const topic = topicIn(text)
  if (/poem|haiku/i.test(asked[1] as string)) return poem(topic, random)
  const length = Math.min(Number(/(\d+)[- ]words?/i.exec(text)?.[1] ?? 90), 4000)
  return story(topic, length, random)
}

function story(topic: string, length: number, random: () => number): string {
  const sentences = [`This is a story about ${topic}.`, pick(random, openings)]
  const ending = pick(random, closings)
  const count = () => wordsOf(`${sentences.join(' ')} ${ending}`).length
  let last = ''
  while (count() < length) {
    const next = random() < 0.2 ? `There was still no word of ${topic}.` : pick(random, middles)
    if (next !== last) sentences.push(next)
    last = next
  }
  const paragraphs: string[] = []
  for (let at = 0; at < sentences.length; at += 5) paragraphs.push(sentences.slice(at, at + 5).join(' '))
  return `${paragraphs.join('\n\n')} ${ending}`
}

function poem(topic: string, random: () => number): string {
  const light = pick(random, ['Lamplight', 'First snow', 'Low tide', 'Slow bells'])
  const move = pick(random, ['drifts over', 'waits beside', 'remembers', 'bends toward'])
  const rest = pick(random, ['the kettle begins to sing', 'a door left ajar', 'no one counts the hours'])
  return `${light} ${move}\n${topic}, and for a while\n${rest}.`
}

function topicIn(text: string): string {
  const about = /\b(?:about|on|of)\s+(.+?)(?:[.!?]|\s+in\s+\d+\s+words?|$)/is.exec(
    text.replace(/\d+\s+words?\s+(?:about|on)/i, 'about'),
  )?.[1]
  const words = (about ?? '').trim().split(/\s+/).slice(0, 6)
  return words.some(word => !isFunctionWord(word.toLowerCase())) && about ? words.join(' ') : 'a lamp'
}
