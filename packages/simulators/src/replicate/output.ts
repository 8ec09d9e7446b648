import { dataUrlOf, extensionOf } from './pictures.ts'
import type { Prediction } from './prediction.ts'

/** What the model makes of its input, in the form in which it gives it. */
export function outputOf({ behaviour, id, input, model, origin }: Prediction): unknown {
  if (behaviour.output !== undefined) return behaviour.output
  const prompt = String(input['prompt'] ?? '')
  const usual = model.official ? 'webp' : 'png'
  const extension = extensionOf(input['output_format'] ?? input['image_format'], usual)
  const url = (index: number): string => `${origin}/delivery/${id}/out-${index}.${extension}`
  const count = Number(input['num_outputs'] ?? input['num_images'] ?? 1)
  switch (model.output) {
    case 'uris':
      return Array.from({ length: count }, (_, index) => url(index))
    case 'uri':
      return /\bsim:data-url\b/.test(prompt) ? dataUrlOf(extension) : url(0)
    case 'object':
      return { image: url(0), seed: input['seed'] ?? 42, ...(count > 1 ? { second: url(1) } : {}) }
    case 'chunks':
      return chunksOf(prompt)
  }
}

/** The prompt again, word by word. */
export function chunksOf(prompt: string): readonly string[] {
  return prompt.split(/(?<= )/)
}
