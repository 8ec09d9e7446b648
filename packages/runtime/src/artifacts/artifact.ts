import { randomBytes } from 'node:crypto'

/** A file that a model made, kept under an id of the gateway's own. Who has the id may read it. */
export interface Artifact {
  readonly id: string
  /** As its bytes say, else as its vendor said. */
  readonly mediaType: string
  readonly size: number
  /** Of a picture, in pixels. */
  readonly width?: number
  readonly height?: number
}

/** 160 random bits, in letters that any file system tells apart. */
export function artifactId(): string {
  return `art_${randomBytes(20).toString('hex')}`
}

export function isArtifactId(id: string): boolean {
  return /^art_[0-9a-f]{40}$/.test(id)
}
