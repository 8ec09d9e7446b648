import type {
  AssistantContent,
  AssistantMessage,
  Extra,
  JsonObject,
  JsonValue,
  Message,
  ReceiptEntry,
  SystemMessage,
  TextPart,
  ToolResultPart,
  UserContent,
} from '@lucid-gateway/core'
import { invalid, nameAt, objectAt, textAt } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { CallIds } from './call-ids.ts'
import { listOf, maybeMessage, messageAt } from './fields.ts'
import { isPlain, kindOf, partOf, readAnswerPart, readFile, readForeignPart, readText } from './part-in.ts'
import { unsealedSignature, withSealed } from './sealed-part.ts'
import { readToolResult, responseFields } from './tool-result.ts'
import { gemini } from './wire.ts'

const contentFields = new Set(['role', 'parts'])
const systemFields = new Set(['parts'])
const namedFields = new Set(['id', 'name', 'args'])

/** https://ai.google.dev/api/caching#Content */
export function readContents(value: JsonValue | undefined, receipt: ReceiptEntry[]): readonly Message[] {
  const contents = listOf(value)
  if (contents.length === 0) {
    throw invalid('contents', '"contents" is empty.', 'Send at least one content, with a text in its parts.')
  }
  const calls = new OpenCalls()
  const messages: Message[] = []
  for (const [index, content] of contents.entries()) {
    const source = messageAt(content, `contents[${index}]`, contentFields)
    readContent(source, index, calls, messages, receipt)
  }
  return messages
}

/** `systemInstruction`: a content of text. */
export function readSystem(value: JsonValue | undefined): readonly SystemMessage[] {
  const path = 'systemInstruction'
  const source = maybeMessage(value, path, contentFields)
  if (!source) return []
  const content = partsOf(source, path).map((part, index): TextPart => {
    checkPart(part, `${path}.parts[${index}]`)
    return kindOf(part) === 'text' ? readText(part) : readForeignPart(part)
  })
  return [{ role: 'system', content, ...extraOf(gemini, unknownFields(source, systemFields)) }]
}

function readContent(
  source: JsonObject,
  index: number,
  calls: OpenCalls,
  messages: Message[],
  receipt: ReceiptEntry[],
): void {
  const path = `contents[${index}]`
  const parts = partsOf(source, path)
  for (const [at, part] of parts.entries()) checkPart(part, `${path}.parts[${at}]`)
  const extra = extraOf(gemini, unknownFields(source, contentFields))
  switch (source.role) {
    case 'model': {
      const before = messages.at(-1)
      const joins = before?.role === 'assistant' && !before.extra && !extra.extra
      const read = readModel(parts, index, calls, joins ? before : undefined, extra)
      messages.splice(joins ? -1 : messages.length, 1, read)
      return
    }
    case undefined:
    case null:
    case '':
    case 'user':
    case 'function':
      messages.push(...readUser(parts, path, calls, receipt, extra))
      return
    default:
      throw invalid(`${path}.role`, `"${path}.role" must be user or model.`, 'Say who the content is from.')
  }
}

type Kept = { readonly extra?: Extra }

/** What a stream said comes back as it was cut up: contents of the model that follow each other are one message. */
function readModel(
  parts: readonly JsonObject[],
  index: number,
  calls: OpenCalls,
  before: Message | undefined,
  extra: Kept,
): AssistantMessage {
  const ids = new CallIds(String(index))
  const content: AssistantContent[] = before?.role === 'assistant' ? [...before.content] : []
  for (const part of parts) {
    // What a stream ends with.
    if (isPlain(part) && part.text === '') continue
    const sealed = unsealedSignature(part.thoughtSignature)
    const last = content.at(-1)
    if (sealed?.behind && last) {
      content[content.length - 1] = withSealed(last, sealed)
      continue
    }
    const { thoughtSignature: _, ...unsigned } = part
    const read = readModelPart(sealed ? unsigned : part, ids)
    if (read.type === 'tool-call' && !read.executed) calls.open(read.id, read.name)
    content.push(sealed ? withSealed(read, sealed) : read)
  }
  return { role: 'assistant', content, ...extra }
}

function readModelPart(part: JsonObject, ids: CallIds): AssistantContent {
  return kindOf(part) === 'functionResponse' ? readForeignPart(part) : readAnswerPart(part, ids)
}

/** Results of tools are messages of their own, and come first: each answers a call of the content before. */
function readUser(
  parts: readonly JsonObject[],
  path: string,
  calls: OpenCalls,
  receipt: ReceiptEntry[],
  extra: Kept,
): readonly Message[] {
  const results: ToolResultPart[] = []
  const content: UserContent[] = []
  for (const part of parts) {
    if (kindOf(part) !== 'functionResponse') content.push(readUserPart(part))
    else {
      if (content.length > 0) {
        const reason = 'Results of tools are read before what else the user says.'
        receipt.push({ action: 'coerced', field: `${path}.parts`, reason })
      }
      results.push(readToolResult(part, calls.answered(part)))
    }
  }
  const said: readonly Message[] =
    content.length > 0 || results.length === 0 ? [{ role: 'user', content, ...extra }] : []
  return results.length > 0
    ? [{ role: 'tool', content: results, ...(said.length > 0 ? {} : extra) }, ...said]
    : said
}

function readUserPart(part: JsonObject): UserContent {
  switch (kindOf(part)) {
    case 'text':
      return readText(part)
    case 'inlineData':
    case 'fileData':
      return readFile(part)
    default:
      return readForeignPart(part)
  }
}

function partsOf(content: JsonObject, path: string): readonly JsonObject[] {
  return listOf(content.parts).map((part, index) => partOf(objectAt(part, `${path}.parts[${index}]`)))
}

/** Fields that are read are what they must be; the rest is for the vendor to judge. */
function checkPart(part: JsonObject, path: string): void {
  switch (kindOf(part)) {
    case 'text':
      textAt(part.text, `${path}.text`)
      return
    case 'functionCall':
      nameAt(
        messageAt(part.functionCall, `${path}.functionCall`, namedFields).name,
        `${path}.functionCall.name`,
      )
      return
    case 'functionResponse': {
      const at = `${path}.functionResponse`
      const result = messageAt(part.functionResponse, at, responseFields)
      nameAt(result.name, `${at}.name`)
      objectAt(result.response ?? {}, `${at}.response`)
      return
    }
    case undefined:
      if (Object.keys(part).length === 0) {
        throw invalid(path, `"${path}" is empty.`, 'Give the part a text, or other data.')
      }
      return
    case 'inlineData':
    case 'fileData':
      objectAt(part.inlineData ?? part.fileData, `${path}.${kindOf(part)}`)
  }
}

/** Calls without ids are answered by name, in the order in which they were made. */
class OpenCalls {
  readonly #open: { readonly id: string; readonly name: string }[] = []
  readonly #stray = new CallIds('stray')

  open(id: string, name: string): void {
    this.#open.push({ id, name })
  }

  answered(part: JsonObject): string {
    const result = maybeMessage(part.functionResponse, '', responseFields) ?? {}
    const { id, name } = result
    const given = typeof id === 'string' && id !== ''
    const at = this.#open.findIndex(call => (given ? call.id === id : call.name === name))
    if (at !== -1) return this.#open.splice(at, 1)[0]?.id as string
    return given ? id : this.#stray.idOf({})
  }
}
