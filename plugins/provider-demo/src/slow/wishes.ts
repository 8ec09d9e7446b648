import { type Attempt, type ImageRequest, LucidError } from '@lucid-gateway/core'
import { cardOf } from '../models.ts'

/** How long a picture is to take, and how that is to end. */
export interface Wishes {
  readonly seconds: number
  readonly fails: boolean
}

const mostSeconds = 3600

/** What a request wishes of a slow model; the others are never slow. */
export function wishesOf(
  { options = {} }: ImageRequest,
  { model, warn }: Pick<Attempt<unknown>, 'model' | 'warn'>,
): Wishes {
  const usual = cardOf(model, 'image').quirks?.['seconds']
  if (typeof usual !== 'number') return { seconds: 0, fails: false }
  const { seconds = usual, fails = false, ...others } = options
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= mostSeconds))
    throw unfit('seconds', `a number from 0 to ${mostSeconds}`)
  if (typeof fails !== 'boolean') throw unfit('fails', 'true or false')
  for (const name of Object.keys(others))
    warn({ type: 'dropped', field: `options.${name}`, message: 'The demo has no such option.' })
  return { seconds, fails }
}

/** The failure that was wished for. */
export function wishedFailure(): LucidError {
  return new LucidError('upstream', 'The demo was asked to fail.', {
    recourse: 'none',
    billed: 'no',
    reason: 'asked_to_fail',
    hint: 'Leave options.fails out.',
  })
}

function unfit(name: string, what: string): LucidError {
  return new LucidError('invalid_request', `options.${name} must be ${what}.`, { param: `options.${name}` })
}
