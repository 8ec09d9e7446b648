import { expect, it } from 'vitest'
import { chat, embedding, image, moderation, music, rerank, speech, video } from '../index.ts'

const known = (quantity: number) => ({ certainty: 'known', quantity })

it('a call for n pictures makes at most n', () => {
  expect(image.bounds?.({ prompt: 'a' }).meters).toEqual({ request: known(1), image: known(1) })
  expect(image.bounds?.({ prompt: 'a', n: 4, size: '1000x500' }).meters).toEqual({
    request: known(1),
    image: known(4),
    megapixel: known(2),
  })
})

it('speech reads each character of each turn once', () => {
  expect(speech.bounds?.({ text: 'hello' }).meters.character).toEqual(known(5))
  expect(speech.bounds?.({ text: [{ text: 'ab' }, { text: 'cde' }] }).meters.character).toEqual(known(5))
})

it('the length of music and video is bounded only where it is asked for', () => {
  expect(music.bounds?.({ prompt: 'a' }).meters).not.toHaveProperty('second')
  expect(music.bounds?.({ prompt: 'a', seconds: 30, n: 2 }).meters.second).toEqual(known(60))
  expect(music.bounds?.({ sections: [{ seconds: 3 }, { seconds: 4 }] }).meters.second).toEqual(known(7))
  expect(video.bounds?.({ prompt: 'a', seconds: 5 }).meters.second).toEqual(known(5))
})

it('tokens are bounded by bytes, counted where given, and unbounded for media', () => {
  expect(embedding.bounds?.({ inputs: [[1, 2, 3]] }).meters.input).toEqual(known(3))
  expect(embedding.bounds?.({ inputs: ['é'] }).meters.input).toEqual(known(10))
  expect(embedding.bounds?.({ inputs: ['a', { content: [] }] }).meters).toEqual({ request: known(1) })
  expect(moderation.bounds?.({ inputs: ['a', { content: [] }] }).meters).toEqual({ request: known(1) })
})

it('chat writes at most what it may, for each answer', () => {
  expect(chat.bounds?.({ messages: [] }).meters).toEqual({})
  expect(chat.bounds?.({ messages: [], maxOutputTokens: 64, candidates: 2 }).meters).toEqual({
    output: known(128),
  })
})

it('a reranker reads the query with each document', () => {
  expect(rerank.bounds?.({ query: 'qq', documents: ['a', { b: 1 }] }).meters.input).toEqual(
    known(10 + 9 + (10 + 15)),
  )
})
