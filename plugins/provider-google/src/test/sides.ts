import { type GenerateContentParameters, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import type { JsonObject } from '@lucid-gateway/core'
import { type Asked, type Sides, sidesOf, type Speech } from '@lucid-gateway/oracle'
import { type GeminiSimulator, simulatorKey } from '@lucid-gateway/simulators'
import { readRequest, relayBody } from '@lucid-gateway/wires/gemini'
import type { Attempts } from './attempts.ts'
import type { StartedPlugin } from './started-plugin.ts'
import { type Told, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

export type GeminiSides = Sides<GenerateContentParameters, Told, ToldError>
type GeminiSpeech = Speech<
  GenerateContentParameters,
  GenerateContentResponse,
  GenerateContentResponse,
  Told,
  ToldError
>

/** The plugin is given the very body that the SDK makes. */
export async function asked(params: GenerateContentParameters, stream: boolean): Promise<Asked> {
  const body = await bodyOf(params)
  const { model, request } = readRequest(body, { model: params.model, stream })
  return { model, request, raw: relayBody(Buffer.from(JSON.stringify(body)), body, stream) }
}

export function geminiSides(
  simulator: GeminiSimulator,
  plugin: StartedPlugin,
  attempts: Attempts,
  apiKey = simulatorKey,
): GeminiSides {
  const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: simulator.url } })
  const speech: GeminiSpeech = {
    sdk: {
      whole: params => models.generateContent(params),
      streamed: params => models.generateContentStream(params),
    },
    asked,
    tell: {
      answer: answer => toldBySdk([answer]),
      events: toldBySdk,
      result: toldByPlugin,
      thrown: toldByThrown,
    },
  }
  return sidesOf(speech, plugin.chat, simulator, model => attempts.next(model, { credentials: { apiKey } }))
}

/** The body that the SDK makes of its parameters, which is sent nowhere. */
async function bodyOf(params: GenerateContentParameters): Promise<JsonObject> {
  const { promise, resolve } = Promise.withResolvers<JsonObject>()
  const fetch = async (_input: unknown, init?: RequestInit): Promise<Response> => {
    resolve(JSON.parse(String(init?.body)) as JsonObject)
    return Response.json({})
  }
  const client = new GoogleGenAI({ apiKey: 'none', httpOptions: { fetch } })
  await client.models.generateContent(params)
  return promise
}
