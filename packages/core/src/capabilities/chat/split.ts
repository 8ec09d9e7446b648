import type { AssistantContent } from './content.ts'
import type { ChatPart } from './parts.ts'
import type { ChatAlternative, ChatResult } from './result.ts'

/** The stream that a result would have come as: the reverse of `collectChat`. */
export function* splitChat(result: ChatResult): Generator<ChatPart> {
  yield {
    type: 'start',
    ...(result.id === undefined ? {} : { id: result.id }),
    ...(result.model === undefined ? {} : { model: result.model }),
    ...(result.created === undefined ? {} : { created: result.created }),
    ...(result.metadata === undefined ? {} : { metadata: result.metadata }),
  }
  for (const warning of result.warnings ?? []) yield { type: 'warning', warning }
  const answers: readonly ChatAlternative[] = [result, ...(result.alternatives ?? [])]
  for (const [choice, answer] of answers.entries()) {
    const of = choice === 0 ? {} : { choice }
    for (const [index, content] of answer.content.entries()) {
      yield* block(
        content,
        `${choice}.${index}`,
        of,
        index === firstText(answer) ? answer.logprobs : undefined,
      )
    }
  }
  yield { type: 'usage', usage: result.usage }
  for (const [choice, answer] of answers.entries()) {
    yield {
      type: 'finish',
      finish: answer.finish,
      ...(choice === 0 ? {} : { choice }),
      ...(answer.extra ? { extra: answer.extra } : {}),
    }
  }
}

function firstText(answer: ChatAlternative): number {
  return answer.content.findIndex(content => content.type === 'text')
}

function* block(
  content: AssistantContent,
  id: string,
  of: { choice?: number },
  logprobs: ChatResult['logprobs'],
): Generator<ChatPart> {
  const extra = content.extra ? { extra: content.extra } : {}
  switch (content.type) {
    case 'text':
      yield { type: 'text-start', id, ...of, ...extra }
      yield {
        type: 'text-delta',
        id,
        text: content.text,
        ...of,
        ...(logprobs === undefined ? {} : { logprobs }),
      }
      yield { type: 'text-end', id, ...of }
      return
    case 'refusal':
      yield { type: 'refusal-start', id, ...of, ...extra }
      yield { type: 'refusal-delta', id, text: content.text, ...of }
      yield { type: 'refusal-end', id, ...of }
      return
    case 'reasoning':
      yield { type: 'reasoning-start', id, ...of, ...extra }
      if (content.text) yield { type: 'reasoning-delta', id, text: content.text, ...of }
      yield {
        type: 'reasoning-end',
        id,
        ...of,
        ...(content.signature === undefined ? {} : { signature: content.signature }),
        ...(content.encrypted === undefined ? {} : { encrypted: content.encrypted }),
      }
      return
    case 'tool-call':
      yield {
        type: 'tool-call-start',
        id: content.id,
        name: content.name,
        ...of,
        ...(content.executed === undefined ? {} : { executed: content.executed }),
        ...extra,
      }
      if (content.input) yield { type: 'tool-call-delta', id: content.id, input: content.input, ...of }
      yield { type: 'tool-call-end', id: content.id, ...of }
      return
    case 'file':
    case 'source':
    case 'tool-result':
      yield { ...content, ...of }
  }
}
