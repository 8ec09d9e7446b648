import { modelFor } from './models.ts'
import { anything, array, type Fields, isFields, object, tagged, text, textOr } from './shape.ts'

// https://developers.openai.com/api/reference/resources/moderations/methods/create

const textInput = object({ 'type!': anything, 'text!': text() })
const imageInput = object({ 'type!': anything, 'image_url!': object({ 'url!': text() }) })
const typedInput = tagged('type', { text: textInput, image_url: imageInput })

const moderationBody = object({
  'input!': textOr(text(), array(textOr(text(), typedInput), 1)),
  model: text(),
})

/** The categories, whether images count for them, and the word that makes a text guilty of them. */
const categories: readonly (readonly [name: string, images: boolean, word: string])[] = [
  ['harassment', false, 'harass'],
  ['harassment/threatening', false, 'threaten'],
  ['hate', false, 'hate'],
  ['hate/threatening', false, 'hateful threat'],
  ['illicit', false, 'illicit'],
  ['illicit/violent', false, 'bomb'],
  ['self-harm', true, 'self-harm'],
  ['self-harm/intent', true, 'self-harm intent'],
  ['self-harm/instructions', true, 'self-harm instructions'],
  ['sexual', true, 'sexual'],
  ['sexual/minors', false, 'sexual minors'],
  ['violence', true, 'kill'],
  ['violence/graphic', true, 'gore'],
]

export function moderate(request: unknown, serial: number): object {
  moderationBody(request, '')
  const { input, model = 'omni-moderation-latest' } = request as { input: unknown; model?: string }
  const results = groupsOf(input).map(judge)
  return { id: `modr-sim${serial}`, model: modelFor(model, 'moderation').served, results }
}

interface Judged {
  readonly text: string
  readonly kinds: readonly string[]
}

/** Each text is judged alone; parts of one message are judged together. */
function groupsOf(input: unknown): readonly Judged[] {
  if (!Array.isArray(input)) return [{ text: String(input), kinds: ['text'] }]
  const items = input as readonly (string | Fields)[]
  if (items.every(item => typeof item === 'string'))
    return items.map(item => ({ text: item, kinds: ['text'] }))
  const parts = items.filter(isFields)
  const words = parts.map(part => (typeof part['text'] === 'string' ? part['text'] : '')).join(' ')
  const kinds = [...new Set(parts.map(part => (part['type'] === 'text' ? 'text' : 'image')))]
  return [{ text: words, kinds }]
}

function judge({ text: words, kinds }: Judged): object {
  const guilty = (word: string): boolean => words.toLowerCase().includes(word)
  const each = <T>(value: (entry: (typeof categories)[number]) => T): Record<string, T> =>
    Object.fromEntries(categories.map(entry => [entry[0], value(entry)]))
  return {
    flagged: categories.some(([, , word]) => guilty(word)),
    categories: each(([, , word]) => guilty(word)),
    category_scores: each(([, , word]) => (guilty(word) ? 0.98 : 0.0001)),
    category_applied_input_types: each(([, images]) => kinds.filter(kind => kind === 'text' || images)),
  }
}
