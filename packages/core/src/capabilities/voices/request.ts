import type { Media } from '../../content/media.ts'
import type { RequestTail } from '../request-tail.ts'

/** One thing to do with an account's voices. */
export type VoicesRequest = (ListVoices | CloneVoice | DesignVoice | DeleteVoice) & RequestTail

export interface ListVoices {
  readonly action: 'list'
  readonly search?: string
  /** BCP 47 tag. */
  readonly language?: string
  readonly limit?: number
  /** The `next` of the page before. */
  readonly cursor?: string
}

/** A voice like that of a person who agreed to it. */
export interface CloneVoice {
  readonly action: 'clone'
  readonly name: string
  readonly samples: readonly Media[]
  readonly description?: string
  readonly labels?: Readonly<Record<string, string>>
  /** The person's recorded agreement, or the vendor's id of it. */
  readonly consent?: Media
}

/** A voice that nobody has. */
export interface DesignVoice {
  readonly action: 'design'
  readonly name: string
  /** How it should sound. */
  readonly prompt: string
  readonly labels?: Readonly<Record<string, string>>
}

export interface DeleteVoice {
  readonly action: 'delete'
  readonly id: string
}
