interface Kept {
  readonly owner: string
  readonly expiresAt: number
  size: number
}

interface Owned {
  /** The oldest first. */
  readonly names: Set<string>
  bytes: number
}

/** What one process remembers, the oldest first, and whose it is. Where there is too much, whoever has the most has to make room. */
export class Remembered {
  readonly #all = new Map<string, Kept>()
  readonly #owned = new Map<string, Owned>()
  #bytes = 0

  get size(): number {
    return this.#all.size
  }

  /** Of all answers together. */
  get bytes(): number {
    return this.#bytes
  }

  add(name: string, owner: string, expiresAt = Infinity): void {
    this.remove(name)
    this.#all.set(name, { owner, expiresAt, size: 0 })
    const owned = this.#owned.get(owner) ?? { names: new Set(), bytes: 0 }
    owned.names.add(name)
    this.#owned.set(owner, owned)
  }

  remove(name: string): void {
    const kept = this.#all.get(name)
    if (!kept) return
    this.resize(name, 0)
    this.#all.delete(name)
    const owned = this.#owned.get(kept.owner)
    owned?.names.delete(name)
    if (owned?.names.size === 0) this.#owned.delete(kept.owner)
  }

  /** How large its answer is. */
  resize(name: string, size: number): void {
    const kept = this.#all.get(name)
    const owned = kept && this.#owned.get(kept.owner)
    if (!owned) return
    const more = size - kept.size
    kept.size = size
    owned.bytes += more
    this.#bytes += more
  }

  /** The oldest of all, where its time has come. */
  expired(now: number): string | undefined {
    for (const [name, { expiresAt }] of this.#all) return expiresAt <= now ? name : undefined
    return undefined
  }

  /** The oldest of whoever has the most. */
  oldestOfMost(): string | undefined {
    const most = this.#most(({ names }) => names.size)
    return most && first(most.names)
  }

  /** The oldest that has an answer, of whoever has more bytes of them than this one would have with so many more. */
  oldestOfHeavier(name: string, more: number): string | undefined {
    const own = this.#owned.get(this.#all.get(name)?.owner ?? '')
    const most = this.#most(({ bytes }) => bytes)
    if (!most || most === own || most.bytes <= (own?.bytes ?? 0) + more) return undefined
    return this.#oldestWithBytes(most)
  }

  /** The same of whoever has the most bytes. */
  oldestOfHeaviest(): string | undefined {
    const most = this.#most(({ bytes }) => bytes)
    return most && this.#oldestWithBytes(most)
  }

  #oldestWithBytes({ names }: Owned): string | undefined {
    for (const name of names) if ((this.#all.get(name)?.size ?? 0) > 0) return name
    return undefined
  }

  #most(measure: (owned: Owned) => number): Owned | undefined {
    let most: Owned | undefined
    for (const owned of this.#owned.values()) if (!most || measure(owned) > measure(most)) most = owned
    return most
  }
}

function first(names: ReadonlySet<string>): string | undefined {
  for (const name of names) return name
  return undefined
}
