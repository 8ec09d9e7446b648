import {
  builtInCapabilities,
  type BuiltInCapabilityId,
  type Capability,
  type embedding,
  type EmbeddingRequest,
  type EmbeddingResult,
  type image,
  type ImagePart,
  type ImageRequest,
  type moderation,
  type ModerationResult,
  type music,
  type MusicRequest,
  type Offer,
  type PartHead,
  type PartOf,
  type realtime,
  type RealtimeClientMessage,
  type RealtimeServerMessage,
  type RequestOf,
  type rerank,
  type RerankResult,
  type ResultOf,
  type speech,
  type SpeechPart,
  type transcription,
  type TranscriptionPart,
  type TranscriptionResult,
  type video,
  type VideoResult,
  type voices,
  type VoicesRequest,
} from '../index.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(_proof?: T): void => {}

const all: readonly Capability[] = builtInCapabilities
void all

type Ids =
  | 'chat'
  | 'image'
  | 'video'
  | 'music'
  | 'speech'
  | 'transcription'
  | 'embedding'
  | 'rerank'
  | 'moderation'
  | 'realtime'
  | 'voices'
holds<Same<BuiltInCapabilityId, Ids>>()

holds<Same<RequestOf<typeof image>, ImageRequest>>()
holds<Same<PartOf<typeof image>, ImagePart>>()
holds<Same<ResultOf<typeof video>, VideoResult>>()
holds<Same<PartOf<typeof video>, PartHead>>()
holds<Same<RequestOf<typeof music>, MusicRequest>>()
holds<Same<PartOf<typeof speech>, SpeechPart>>()
holds<Same<ResultOf<typeof transcription>, TranscriptionResult>>()
holds<Same<PartOf<typeof transcription>, TranscriptionPart>>()
holds<Same<RequestOf<typeof embedding>, EmbeddingRequest>>()
holds<Same<ResultOf<typeof embedding>, EmbeddingResult>>()
holds<Same<ResultOf<typeof rerank>, RerankResult>>()
holds<Same<ResultOf<typeof moderation>, ModerationResult>>()
holds<Same<PartOf<typeof realtime>, RealtimeServerMessage>>()
holds<Same<RequestOf<typeof voices>, VoicesRequest>>()

const sized: ImageRequest = { prompt: 'a fox', size: '1024x768', aspectRatio: '4:3' }
void sized
// @ts-expect-error a size is width x height
const unsized: ImageRequest = { prompt: 'a fox', size: 'large' }
void unsized
// @ts-expect-error undefined is not the same as absent
const absent: ImageRequest = { prompt: 'a fox', n: undefined }
void absent

const inputs: EmbeddingRequest = { inputs: ['text', [1, 2, 3], { content: [{ type: 'text', text: 'x' }] }] }
void inputs
// @ts-expect-error one text is a list of one, once it is normalised
const bare: EmbeddingRequest = { inputs: 'text' }
void bare

// @ts-expect-error a deletion says which
const headless: VoicesRequest = { action: 'delete' }
void headless

const said: RealtimeClientMessage = { type: 'audio-append', base64: '' }
void said
// @ts-expect-error the model's messages are not the client's
const heard: RealtimeClientMessage = { type: 'audio-delta', base64: '', itemId: '1' }
void heard

const ranked: Offer<typeof rerank> = {
  generate: async request => ({
    ranking: request.documents.map((_, index) => ({ index, score: 0 })),
    usage: { meters: {} },
  }),
}
void ranked

const unranked: Offer<typeof rerank> = {
  // @ts-expect-error a ranked document says its index
  generate: async () => ({ ranking: [{ score: 1 }], usage: { meters: {} } }),
}
void unranked

const partial: Offer<typeof image> = {
  async *stream() {
    yield {
      type: 'image',
      index: 0,
      image: { mediaType: 'image/png', data: { kind: 'url', url: 'https://x' } },
    }
  },
}
void partial

const bytes: Offer<typeof speech> = {
  // @ts-expect-error sound in a part is base64: parts are serialisable
  async *stream() {
    yield { type: 'audio-delta', base64: new Uint8Array() }
  },
}
void bytes
