import { chat } from './chat/index.ts'
import { embedding } from './embedding/index.ts'
import { image } from './image/index.ts'
import { moderation } from './moderation/index.ts'
import { music } from './music/index.ts'
import { realtime } from './realtime/index.ts'
import { rerank } from './rerank/index.ts'
import { speech } from './speech/index.ts'
import { transcription } from './transcription/index.ts'
import { video } from './video/index.ts'
import { voices } from './voices/index.ts'

/** The capabilities that Lucid comes with. */
export const builtInCapabilities: readonly [
  typeof chat,
  typeof image,
  typeof video,
  typeof music,
  typeof speech,
  typeof transcription,
  typeof embedding,
  typeof rerank,
  typeof moderation,
  typeof realtime,
  typeof voices,
] = Object.freeze([
  chat,
  image,
  video,
  music,
  speech,
  transcription,
  embedding,
  rerank,
  moderation,
  realtime,
  voices,
] as const)

/** The ids of the capabilities that Lucid comes with. */
export type BuiltInCapabilityId = (typeof builtInCapabilities)[number]['id']
