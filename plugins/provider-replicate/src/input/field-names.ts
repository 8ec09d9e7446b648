import type { ImageRequest } from '@lucid-gateway/core'

/** The fields of a request that go over as they are, or nearly so. */
export type PlainField = (typeof plainFields)[number]

export const plainFields = [
  'n',
  'aspectRatio',
  'resolution',
  'quality',
  'background',
  'format',
  'compression',
  'negativePrompt',
  'style',
  'seed',
  'steps',
  'guidance',
  'strength',
] as const satisfies readonly (keyof ImageRequest)[]

/** What models call each field; the first that a model has is taken. Each model is written by somebody else. */
export const fieldNames: Readonly<Record<PlainField | 'images' | 'mask', readonly string[]>> = {
  n: ['num_outputs', 'num_images', 'number_of_images', 'num_samples', 'samples', 'batch_size', 'n'],
  aspectRatio: ['aspect_ratio'],
  resolution: ['resolution'],
  quality: ['quality'],
  background: ['background'],
  format: ['output_format', 'image_format', 'format'],
  // Both count up to the best that the format can do.
  compression: ['output_quality', 'output_compression', 'jpeg_quality'],
  negativePrompt: ['negative_prompt'],
  style: ['style', 'style_type'],
  seed: ['seed'],
  steps: ['num_inference_steps', 'steps', 'num_steps'],
  guidance: ['guidance', 'guidance_scale', 'cfg_scale', 'cfg'],
  strength: ['prompt_strength', 'strength'],
  images: ['image', 'input_image', 'image_input', 'input_images', 'images', 'image_prompt', 'init_image'],
  mask: ['mask', 'mask_image', 'inpaint_mask'],
}

/** Fields that take a list of pictures, as far as the model does not say so itself. */
export const listFields: ReadonlySet<string> = new Set(['image_input', 'input_images', 'images'])

/** What no model of the vendor's has a word for. */
export const nowhere = [
  'partialImages',
  'user',
  'metadata',
] as const satisfies readonly (keyof ImageRequest)[]
