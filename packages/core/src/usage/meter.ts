/**
 * Units of use. Meters are disjoint: a token is counted by exactly one of them, and vendors' totals are derived.
 * The list is open; a reader ignores meters it does not know.
 */
export const meters = {
  input: 'Input tokens that were neither read from nor written to a cache',
  cache_read: 'Input tokens read from a cache',
  cache_write: 'Input tokens written to a cache',
  cache_write_1h:
    'Input tokens written to a cache that keeps them for an hour, where that has a price of its own',
  input_audio: 'Input tokens of audio',
  input_image: 'Input tokens of pictures, where they are counted apart',
  output: 'Output tokens shown to the caller',
  reasoning: 'Output tokens of reasoning',
  output_audio: 'Output tokens of audio',
  output_image: 'Output tokens of pictures',
  image: 'Images made',
  megapixel: 'Megapixels made',
  second: 'Seconds of audio or video, made or heard',
  character: 'Characters read aloud',
  step: 'Steps of diffusion',
  compute_second: 'Seconds of a machine',
  search: 'Searches: units as rerankers count them, or those that a model made while answering',
  request: 'Requests',
} as const

export type KnownMeter = keyof typeof meters
export type MeterId = KnownMeter | (string & {})
