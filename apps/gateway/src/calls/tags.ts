import { LucidError } from '@lucid-gateway/core'

const most = 16
const name = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/
const value = /^[\x20-\x2b\x2d-\x7e]{1,128}$/

/** Labels that a call is recorded with, to add up by: `project=atlas, stage=test`. */
export function tagsIn(header: string | undefined): Readonly<Record<string, string>> | undefined {
  if (header === undefined) return undefined
  const pairs = header.split(',').map(pair => {
    const [tag = '', ...said] = pair.split('=')
    return [tag.trim(), said.join('=').trim()] as const
  })
  const names = new Set(pairs.map(([tag]) => tag))
  const fits = pairs.every(([tag, said]) => name.test(tag) && value.test(said))
  if (!fits || names.size < pairs.length || pairs.length > most) throw badTags()
  return Object.fromEntries(pairs)
}

function badTags(): LucidError {
  return new LucidError('invalid_request', 'The header x-lucid-tags is no list of labels.', {
    param: 'x-lucid-tags',
    reason: 'bad_header',
    hint: `Send up to ${most} different ones as "project=atlas, stage=test": names of lower-case letters, digits, dots and dashes, values without commas.`,
  })
}
