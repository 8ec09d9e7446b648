import {
  chat,
  definePlugin,
  embedding,
  image,
  music,
  rerank,
  speech,
  transcription,
} from '@lucid-gateway/core'
import { models } from './models.ts'

/** A provider without key and network. What a capability needs is loaded when it is first called. */
export default definePlugin({
  id: 'demo',
  abi: 1,
  name: 'Demo',
  capabilities: { chat, image, speech, music, embedding, rerank, transcription },
  models,
  neverFallback: true,
  setup: ({ provide }) =>
    provide({
      chat: {
        async *stream(request, attempt) {
          yield* (await import('./chat.ts')).streamChat(request, attempt)
        },
      },
      image: {
        async *stream(request, attempt) {
          yield* (await import('./image.ts')).streamImages(request, attempt)
        },
        job: {
          start: async (request, attempt) => (await import('./slow/job.ts')).startImages(request, attempt),
          status: async (cursor, attempt) => (await import('./slow/job.ts')).imagesStatus(cursor, attempt),
          cancel: async (cursor, attempt) => (await import('./slow/job.ts')).cancelImages(cursor, attempt),
        },
      },
      speech: {
        async *stream(request, attempt) {
          yield* (await import('./speech.ts')).streamSpeech(request, attempt)
        },
      },
      music: {
        generate: async (request, attempt) => (await import('./music.ts')).makeMusic(request, attempt),
      },
      transcription: {
        generate: async (request, attempt) =>
          (await import('./transcription.ts')).transcribe(request, attempt),
      },
      embedding: {
        generate: async (request, attempt) => (await import('./embedding.ts')).embed(request, attempt),
      },
      rerank: {
        generate: async (request, attempt) => (await import('./rerank.ts')).rankDocuments(request, attempt),
      },
      probe: async () => {},
    }),
})
