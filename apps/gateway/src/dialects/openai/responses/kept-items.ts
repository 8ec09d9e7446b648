import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import type { KeptAnswer, KeptAnswers } from './kept-answers.ts'
import { itemNotFound, previousNotFound } from './not-found.ts'

/** What a request puts in, each as an item. */
export function itemsOf(input: JsonValue | undefined): readonly JsonObject[] {
  if (typeof input === 'string') {
    return [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: input }] }]
  }
  return Array.isArray(input) ? (input as readonly JsonObject[]) : []
}

/** All that was said up to and with an answer that the gateway keeps. */
export async function conversationTo(answers: KeptAnswers, id: string): Promise<readonly JsonObject[]> {
  const turns: (readonly JsonObject[])[] = []
  for (let at: string | undefined = id; at !== undefined;) {
    const answer: KeptAnswer | undefined = await answers.find(at)
    if (!answer) throw previousNotFound(id)
    turns.push([...answer.input, ...outputOf(answer).filter(isOfUse)])
    at = answer.previous
  }
  return turns.toReversed().flat()
}

/** An item of such an answer. */
export async function itemKept(answers: KeptAnswers, response: string, id: string): Promise<JsonObject> {
  const answer = await answers.find(response)
  const item = answer && [...outputOf(answer), ...answer.input].find(each => each['id'] === id)
  if (item) return item
  throw itemNotFound(id)
}

function outputOf({ body }: KeptAnswer): readonly JsonObject[] {
  return itemsOf(body['output'])
}

/** Reasoning without its sealed part is for reading alone; a model that is given it back can make nothing of it. */
function isOfUse({ type, encrypted_content: sealed }: JsonObject): boolean {
  return type !== 'reasoning' || typeof sealed === 'string'
}
