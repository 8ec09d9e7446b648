import { answerText } from './completions.ts'

/** What a stream comes as, and what it says. */
export interface Expected {
  readonly wire: 'chat' | 'messages'
  readonly text: string
}

/** What is wrong with a raw HTTP answer; undefined if it is whole. */
export function faultOf(
  answer: Buffer,
  chunked: boolean,
  stream: boolean,
  { wire, text: said }: Expected,
): string | undefined {
  const text = answer.toString('utf8')
  const bodyAt = text.indexOf('\r\n\r\n') + 4
  if (!text.startsWith('HTTP/1.1 200 ')) return `status: ${text.slice(0, 400)}`
  const body = chunked ? unchunked(text.slice(bodyAt)) : text.slice(bodyAt)
  try {
    if (!stream) return faultOfCompletion(body)
    return wire === 'chat' ? faultOfStream(body, said) : faultOfMessages(body, said)
  } catch (error) {
    return `not readable: ${String(error)}`
  }
}

function faultOfCompletion(body: string): string | undefined {
  const { choices } = JSON.parse(body) as {
    choices: readonly { readonly message: { readonly content: string } }[]
  }
  return choices[0]?.message.content === answerText ? undefined : `completion: ${body}`
}

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string | null }
    readonly finish_reason: string | null
  }[]
}

function faultOfStream(body: string, said: string): string | undefined {
  const events = body.split('\n\n').filter(event => event.startsWith('data: '))
  if (events.pop() !== 'data: [DONE]') return `no terminator: ${body.slice(-200)}`
  const choices = events.flatMap(event => (JSON.parse(event.slice(6)) as Chunk).choices)
  if (choices.map(({ delta }) => delta.content ?? '').join('') !== said)
    return `content: ${body.slice(0, 400)}`
  if (choices.filter(choice => choice.finish_reason === 'stop').length !== 1)
    return `no finish: ${body.slice(-400)}`
  return undefined
}

interface MessageEvent {
  readonly type: string
  readonly delta?: { readonly text?: string; readonly stop_reason?: string }
}

function faultOfMessages(body: string, said: string): string | undefined {
  const events = body
    .split('\n')
    .filter(line => line.startsWith('data: '))
    .map(line => JSON.parse(line.slice(6)) as MessageEvent)
  if (events.at(-1)?.type !== 'message_stop') return `no terminator: ${body.slice(-200)}`
  if (events.map(({ delta }) => delta?.text ?? '').join('') !== said) return `content: ${body.slice(0, 400)}`
  return events.some(({ delta }) => delta?.stop_reason === 'end_turn')
    ? undefined
    : `no finish: ${body.slice(-400)}`
}

/** The bodies are ASCII, so that characters count as bytes do. */
function unchunked(text: string): string {
  let body = ''
  for (let at = 0; ;) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = Number.parseInt(text.slice(at, lineEnd), 16)
    if (!(size > 0)) return body
    body += text.slice(lineEnd + 2, lineEnd + 2 + size)
    at = lineEnd + 2 + size + 2
  }
}
