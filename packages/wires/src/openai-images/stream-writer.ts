import type { ImagePart, ImageRequest, JsonObject, Media, ReceiptEntry, Usage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import { type JsonDraft, put } from '../kit/json.ts'
import { Notes } from '../kit/notes.ts'
import { type ImageHead, pictureFields, sizeOf } from './answer-out.ts'
import { formatOf } from './media-type.ts'
import { writeUsage } from './usage.ts'
import { openaiImages } from './wire.ts'

export interface ImageStreamHead extends ImageHead {
  /** What was asked for, of which each event repeats a part. */
  readonly request: Pick<ImageRequest, 'images' | 'size' | 'quality' | 'background'>
}

/** Turns parts into the text of server-sent events. */
export interface ImageStreamWriter {
  /** Empty for a part that needs no event. */
  write(part: ImagePart): string
  /** The last picture, which waits for what all of them used. */
  end(): string
  /** What the wire could not say, so far. */
  readonly receipt: readonly ReceiptEntry[]
}

/** Writes https://platform.openai.com/docs/api-reference/images-streaming, or that of edits. */
export function createStreamWriter(head: ImageStreamHead): ImageStreamWriter {
  return new Writer(head)
}

class Writer implements ImageStreamWriter {
  readonly #notes = new Notes(openaiImages)
  readonly #head: ImageStreamHead
  readonly #of: 'image_edit' | 'image_generation'
  #kept: JsonObject | undefined
  #created: number
  #last: JsonObject | undefined
  #usage: Usage | undefined

  constructor(head: ImageStreamHead) {
    this.#head = head
    this.#created = head.created
    this.#of = head.request.images ? 'image_edit' : 'image_generation'
  }

  get receipt(): readonly ReceiptEntry[] {
    return this.#notes.receipt
  }

  write(part: ImagePart): string {
    switch (part.type) {
      case 'start':
        this.#notes.foreign(part.extra, '')
        this.#kept = part.extra?.[openaiImages]
        this.#created = part.created ?? this.#created
        return ''
      case 'image-partial':
        return this.#partial(part)
      case 'image':
        return this.#picture(part)
      case 'usage':
        this.#usage = part.usage
        return ''
      default:
        return ''
    }
  }

  end(): string {
    if (!this.#last) return ''
    const usage = this.#usage && writeUsage(this.#usage)
    return this.#event(usage ? { ...this.#last, usage } : this.#last)
  }

  #partial({ index, step, image }: Extract<ImagePart, { type: 'image-partial' }>): string {
    if (index > 0) {
      this.#notes.add('dropped', 'image-partial.index', 'The events do not say of which picture they are.')
    }
    const fields = pictureFields(image, `images[${index}]`, this.#notes)
    return this.#event({
      ...this.#common('partial_image', image, this.#head.request.size),
      ...fields,
      partial_image_index: step,
    })
  }

  /** The one before it goes out, and this one waits. */
  #picture({ index, image }: Extract<ImagePart, { type: 'image' }>): string {
    const before = this.#last ? this.#event(this.#last) : ''
    const known: JsonDraft = {
      ...this.#common('completed', image, sizeOf(image) ?? this.#head.request.size),
      ...pictureFields(image, `images[${index}]`, this.#notes),
    }
    put(known, 'revised_prompt', image.revisedPrompt)
    this.#last = withKept(image.extra?.[openaiImages], known)
    return before
  }

  #common(what: 'partial_image' | 'completed', { mediaType }: Media, size: string | undefined): JsonDraft {
    const { quality, background } = this.#head.request
    return {
      type: `${this.#of}.${what}`,
      created_at: this.#created,
      size: size ?? 'auto',
      output_format: formatOf(mediaType) ?? 'png',
      quality: quality ?? 'auto',
      background: background ?? 'auto',
      ...this.#kept,
    }
  }

  #event(data: JsonObject): string {
    return `event: ${String(data.type)}\ndata: ${JSON.stringify(data)}\n\n`
  }
}
