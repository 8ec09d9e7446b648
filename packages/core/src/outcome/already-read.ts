import { LucidError } from '../errors/lucid-error.ts'

/** What a stream throws at its second reader. */
export function alreadyRead(): LucidError {
  return new LucidError('conflict', 'This stream is already being read; it can be read once.', {
    origin: 'gateway',
    reason: 'stream_claimed',
  })
}
