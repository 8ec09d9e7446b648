import { flag, integer, list, mapOf, number, orNull, record, ref, text } from './parts.ts'

const extra = { ...ref('Extra'), description: 'Fields of a wire that has more words, by wire.' }
const media = { mediaType: text, data: ref('MediaData'), filename: text }
const type = (word: string): object => ({ const: word })

/** What a stream of chat tells of one block of content, by the ending of the event. */
function block(kind: string, ending: string, more: Readonly<Record<string, object>> = {}): object {
  return record({ type: type(`${kind}-${ending}`), id: text, ...more, choice: integer, extra }, [
    'choice',
    'extra',
    'executed',
    'signature',
    'encrypted',
    'logprobs',
  ])
}

const head = { id: text, model: text, metadata: mapOf({ type: ['string', 'number', 'boolean'] }) }
const result = { ...head, usage: ref('Usage'), warnings: list(ref('Warning')), extra }
const unsaid = ['id', 'model', 'metadata', 'warnings', 'extra']

/** The content of answers: what chat and pictures are made of, whole and as events of a stream. */
export const contentSchemas = {
  JsonValue: {
    anyOf: [
      text,
      number,
      flag,
      { type: 'null' },
      list(ref('JsonValue')),
      { type: 'object', propertyNames: text, additionalProperties: ref('JsonValue') },
    ],
  },
  Extra: mapOf(mapOf(ref('JsonValue'))),
  MediaData: {
    description: 'Bytes, or where they are.',
    oneOf: [
      record({ kind: type('base64'), base64: text }),
      record({ kind: type('url'), url: text }),
      record({ kind: type('reference'), id: text }),
    ],
  },
  Reading: {
    description: 'How much of one meter was used, and how sure that is.',
    oneOf: [
      record({ certainty: { enum: ['known', 'estimated'] }, quantity: number }),
      record({ certainty: type('unknown'), atMost: number }, ['atMost']),
    ],
  },
  Usage: record(
    { meters: mapOf(ref('Reading')), raw: { description: "The vendor's own words for it, as they came." } },
    ['raw'],
  ),
  Warning: record(
    {
      type: { enum: ['dropped', 'coerced', 'emulated', 'deprecated', 'note'] },
      field: { ...text, description: 'The field of the request: `tools[0].strict`.' },
      message: text,
    },
    ['field'],
  ),
  FinishReason: record(
    {
      unified: { enum: ['stop', 'length', 'tool-calls', 'content-filter', 'error', 'other'] },
      raw: { ...text, description: "The vendor's own word." },
    },
    ['raw'],
  ),
  TextPart: record({ type: type('text'), text, extra }, ['extra']),
  FilePart: record({ type: type('file'), ...media, detail: text, extra }, ['filename', 'detail', 'extra']),
  ReasoningPart: record({ type: type('reasoning'), text, signature: text, encrypted: text, extra }, [
    'signature',
    'encrypted',
    'extra',
  ]),
  ToolCallPart: record(
    {
      type: type('tool-call'),
      id: text,
      name: text,
      input: { ...text, description: 'The arguments as the JSON text that the model wrote, valid or not.' },
      executed: { ...flag, description: 'True where the vendor ran the tool itself.' },
      extra,
    },
    ['executed', 'extra'],
  ),
  ToolResultPart: record(
    {
      type: type('tool-result'),
      callId: text,
      name: text,
      content: list({ oneOf: [ref('TextPart'), ref('FilePart')] }),
      failed: flag,
      extra,
    },
    ['name', 'failed', 'extra'],
  ),
  RefusalPart: record({ type: type('refusal'), text, extra }, ['extra']),
  SourcePart: record({ type: type('source'), url: text, title: text, start: number, end: number, extra }, [
    'url',
    'title',
    'start',
    'end',
    'extra',
  ]),
  AssistantContent: {
    oneOf: ['Text', 'File', 'Reasoning', 'ToolCall', 'ToolResult', 'Refusal', 'Source'].map(name =>
      ref(`${name}Part`),
    ),
  },
  ChatAlternative: record(
    { content: list(ref('AssistantContent')), finish: ref('FinishReason'), logprobs: {}, extra },
    ['logprobs', 'extra'],
  ),
  ChatResult: {
    description: 'What the model wrote, in the order in which it wrote it.',
    ...record(
      {
        content: list(ref('AssistantContent')),
        finish: ref('FinishReason'),
        created: number,
        logprobs: {},
        alternatives: list(ref('ChatAlternative')),
        ...result,
      },
      ['created', 'logprobs', 'alternatives', ...unsaid],
    ),
  },
  ChatAnswer: {
    description: 'An answer of chat.',
    ...record({
      provider: orNull('string'),
      model: orNull('string'),
      result: ref('ChatResult'),
      metadata: ref('Metadata'),
    }),
  },
  ChatEvent: {
    description:
      'One event of a stream: the data of a server-sent event whose name is its type. Types that are not known are to be passed over.',
    oneOf: [
      record({ type: type('start'), ...head, created: number, extra }, ['created', ...unsaid]),
      ...['text', 'reasoning', 'refusal'].flatMap(kind => [
        block(kind, 'start'),
        block(kind, 'delta', { text, ...(kind === 'text' ? { logprobs: {} } : {}) }),
        block(kind, 'end', kind === 'reasoning' ? { signature: text, encrypted: text } : {}),
      ]),
      block('tool-call', 'start', { name: text, executed: flag }),
      block('tool-call', 'delta', { input: text }),
      block('tool-call', 'end'),
      ...['FilePart', 'SourcePart', 'ToolResultPart'].map(name => ({
        allOf: [ref(name), record({ choice: integer }, ['choice'])],
      })),
      record({ type: type('warning'), warning: ref('Warning') }),
      {
        description: 'All that was used so far, not what was used since.',
        ...record({ type: type('usage'), usage: ref('Usage') }),
      },
      record({ type: type('finish'), finish: ref('FinishReason'), choice: integer, extra }, [
        'choice',
        'extra',
      ]),
    ],
  },
  ImageAnswer: record({
    provider: orNull('string'),
    model: orNull('string'),
    result: ref('ImageResult'),
    metadata: ref('Metadata'),
  }),
  StreamEnd: {
    description: 'The data of the event `done`, which ends each stream that came to a good end.',
    ...record({ provider: orNull('string'), model: orNull('string'), metadata: ref('Metadata') }),
  },
  GeneratedImage: record(
    {
      ...media,
      width: number,
      height: number,
      seed: number,
      revisedPrompt: { ...text, description: "The prompt that the vendor used instead of the caller's." },
      filtered: { ...flag, description: 'True where the vendor blurred or blanked it by a policy.' },
      extra,
    },
    ['filename', 'width', 'height', 'seed', 'revisedPrompt', 'filtered', 'extra'],
  ),
  ImageResult: record({ images: list(ref('GeneratedImage')), created: number, ...result }, [
    'created',
    ...unsaid,
  ]),
}
