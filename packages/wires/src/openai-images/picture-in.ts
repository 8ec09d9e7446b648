import type { GeneratedImage, JsonObject } from '@lucid-gateway/core'
import { extraOf, unknownFields } from '../kit/extra.ts'
import { mediaTypeOf } from './media-type.ts'
import { openaiImages } from './wire.ts'

const itemFields = new Set(['b64_json', 'url', 'revised_prompt'])

/** A finished picture, by its own fields and those of the answer that it is part of; undefined where it has no bytes. */
export function readPicture(item: JsonObject, answer: JsonObject): GeneratedImage | undefined {
  const { b64_json: base64, url, revised_prompt: revised } = item
  const inline = typeof base64 === 'string' && base64 !== '' ? base64 : undefined
  if (inline === undefined && (typeof url !== 'string' || url === '')) return undefined
  return {
    mediaType: mediaTypeOf(answer.output_format, inline),
    data: inline === undefined ? { kind: 'url', url: url as string } : { kind: 'base64', base64: inline },
    ...sidesOf(answer.size),
    ...(typeof revised === 'string' && revised !== '' ? { revisedPrompt: revised } : {}),
    ...extraOf(openaiImages, unknownFields(item, itemFields)),
  }
}

/** Nothing where the size is none in pixels. */
function sidesOf(size: unknown): { readonly width?: number; readonly height?: number } {
  const found = typeof size === 'string' ? /^(\d{1,5})x(\d{1,5})$/.exec(size) : null
  return found ? { width: Number(found[1]), height: Number(found[2]) } : {}
}
