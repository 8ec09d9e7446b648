import type { ChatRequest, JsonObject, ReceiptEntry, Tool } from '@lucid-gateway/core'
import { maybeLabels } from '../kit/check.ts'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { type Draft, type JsonDraft, put } from '../kit/json.ts'
import { readConfig } from './config-in.ts'
import { readContents, readSystem } from './contents-in.ts'
import { camelFields } from './fields.ts'
import { readToolConfig, readTools } from './tool-in.ts'
import { gemini } from './wire.ts'

/** What the address of a request says. */
export interface RequestAddress {
  readonly model: string
  readonly stream: boolean
}

/** A caller's request in canonical words, and what the dialect needs beside it. */
export interface ReadGeminiRequest extends RequestAddress {
  readonly request: ChatRequest
  readonly receipt: readonly ReceiptEntry[]
}

const known = new Set([
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'labels',
])
/** Fields that are kept, and may come in snake case too. */
const named = new Set([...known, 'safetySettings', 'cachedContent', 'serviceTier'])

/**
 * Reads the body of https://ai.google.dev/api/generate-content. Known fields are checked, and throw `invalid_request`
 * with their path; unknown ones are kept in `extra` where they stood.
 */
export function readRequest(source: JsonObject, address: RequestAddress): ReadGeminiRequest {
  const body = camelFields(source, named)
  const receipt: ReceiptEntry[] = []
  const kept: JsonDraft = { ...unknownFields(body, known) }
  const request: Draft<ChatRequest> = {
    messages: [...readSystem(body.systemInstruction), ...readContents(body.contents, receipt)],
  }
  const { choice, strict, kept: ofTools } = readToolConfig(body.toolConfig)
  if (body.tools !== undefined && body.tools !== null) {
    const tools = readTools(body.tools)
    request.tools = strict ? tools.map(asStrict) : tools
  }
  put(request, 'toolChoice', choice)
  put(kept, 'toolConfig', ofTools)
  put(kept, 'generationConfig', readConfig(body.generationConfig, request))
  put(request, 'metadata', maybeLabels(body.labels, 'labels'))
  Object.assign(request, extraOf(gemini, kept))
  return { request, receipt, ...address }
}

function asStrict(tool: Tool): Tool {
  return tool.type === 'function' ? { ...tool, strict: true } : tool
}
