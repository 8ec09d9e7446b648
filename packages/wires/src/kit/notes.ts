import type { Extra, ReceiptEntry, Warning, WireId } from '@lucid-gateway/core'
import { isMark } from './extra.ts'

/** Collects what a codec could not say as asked, so that nothing goes in silence. */
export class Notes {
  readonly wire: WireId
  readonly warnings: Warning[] = []

  constructor(wire: WireId) {
    this.wire = wire
  }

  add(type: 'dropped' | 'coerced' | 'emulated', field: string, message: string): void {
    if (this.warnings.some(warning => warning.field === field && warning.message === message)) return
    this.warnings.push({ type, field, message })
  }

  /** Fields of other wires stay here: they are never sent to this one. One that is null says nothing. */
  foreign(extra: Extra | undefined, field: string): void {
    if (!extra) return
    for (const wire in extra) {
      if (wire === this.wire) continue
      const fields = extra[wire] ?? {}
      const names = Object.keys(fields).filter(name => !isMark(name) && fields[name] !== null)
      if (names.length === 0) continue
      this.add(
        'dropped',
        path(field, `extra["${wire}"]`),
        `Fields of ${wire} are not sent on ${this.wire}: ${names.join(', ')}.`,
      )
    }
  }

  /** The same, for the way back to a caller. */
  get receipt(): readonly ReceiptEntry[] {
    return this.warnings.map(({ type, field, message }) => ({
      action: type as 'dropped' | 'coerced' | 'emulated',
      field: field ?? '',
      reason: message,
    }))
  }
}

function path(parent: string, name: string): string {
  return parent ? `${parent}.${name}` : name
}
