import type { JsonObject, JsonValue, SourcePart } from '@lucid-gateway/core'
import { isObject, type JsonDraft, put } from '../kit/json.ts'
import { listOf } from './fields.ts'

/**
 * The places that an answer rests on, by https://ai.google.dev/api/generate-content#GroundingMetadata and
 * #CitationMetadata. The two stay in the extra of the answer as they came, so that they can be given back exactly.
 */
export function readSources(candidate: JsonObject, text: string): readonly SourcePart[] {
  const grounding = isObject(candidate.groundingMetadata)
    ? readGrounding(candidate.groundingMetadata, text)
    : []
  const { citationMetadata } = candidate
  if (!isObject(citationMetadata)) return grounding
  const citations = listOf(citationMetadata.citations ?? citationMetadata.citationSources).filter(isObject)
  return [...grounding, ...citations.map(citation => readCitation(citation, text))]
}

function readGrounding(metadata: JsonObject, text: string): readonly SourcePart[] {
  const chunks = listOf(metadata.groundingChunks).map(readChunk)
  const cited = new Set<number>()
  const citations = listOf(metadata.groundingSupports)
    .filter(isObject)
    .flatMap(support => {
      const segment = isObject(support.segment) ? support.segment : {}
      const range = rangeOf(segment.startIndex ?? 0, segment.endIndex, text)
      return listOf(support.groundingChunkIndices).flatMap((index): readonly SourcePart[] => {
        const chunk = typeof index === 'number' ? chunks[index] : undefined
        if (!chunk) return []
        cited.add(index as number)
        return [{ ...chunk, ...range }]
      })
    })
  return [...citations, ...chunks.filter((chunk, index) => chunk && !cited.has(index))].filter(
    source => source !== undefined,
  )
}

/** A chunk is of the web, of a map, of a picture or of the caller's own documents: each has an address of its own. */
function readChunk(chunk: JsonValue): SourcePart | undefined {
  if (!isObject(chunk)) return undefined
  const [of] = Object.values(chunk).filter(isObject)
  if (!of) return undefined
  const url = of.uri ?? of.sourceUri
  return {
    type: 'source',
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof of.title === 'string' ? { title: of.title } : {}),
  }
}

function readCitation({ uri, title, startIndex, endIndex }: JsonObject, text: string): SourcePart {
  return {
    type: 'source',
    ...(typeof uri === 'string' ? { url: uri } : {}),
    ...(typeof title === 'string' ? { title } : {}),
    ...rangeOf(startIndex ?? 0, endIndex, text),
  }
}

/** The wire counts bytes, the canonical model characters. */
function rangeOf(
  start: JsonValue | undefined,
  end: JsonValue | undefined,
  text: string,
): Pick<SourcePart, 'start' | 'end'> {
  if (typeof start !== 'number' || typeof end !== 'number') return {}
  const bytes = Buffer.from(text)
  return { start: bytes.toString('utf8', 0, start).length, end: bytes.toString('utf8', 0, end).length }
}

/** Sources that no metadata of this wire speaks of, as what the answer is grounded in: clients look for them there. */
export function writeSources(
  sources: readonly SourcePart[],
  kept: JsonObject,
  text: string,
): JsonObject | undefined {
  if (sources.length === 0) return undefined
  const before = isObject(kept.groundingMetadata) ? kept.groundingMetadata : {}
  const chunks = [...listOf(before.groundingChunks)]
  const supports = [...listOf(before.groundingSupports)]
  for (const { url, title, start, end } of sources) {
    const web: JsonDraft = {}
    put(web, 'uri', url)
    put(web, 'title', title)
    if (start !== undefined && end !== undefined) {
      const segment = {
        startIndex: bytesTo(start, text),
        endIndex: bytesTo(end, text),
        text: text.slice(start, end),
      }
      supports.push({ segment, groundingChunkIndices: [chunks.length] })
    }
    chunks.push({ web })
  }
  return { groundingChunks: chunks, ...(supports.length > 0 ? { groundingSupports: supports } : {}) }
}

function bytesTo(index: number, text: string): number {
  return Buffer.byteLength(text.slice(0, index))
}
