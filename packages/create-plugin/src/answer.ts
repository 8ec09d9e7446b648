import type { Wish } from './plan.ts'

/** What the answer to the one question says. A URL answers two things at once. */
export function understood(answer: string): Pick<Wish, 'kind' | 'url'> {
  const said = answer.trim()
  if (/^https?:\/\//.test(said)) return { kind: 'openai-compatible', url: said }
  return { kind: said.toLowerCase(), url: undefined }
}
