/** A server-sent event. JSON holds no line break, so one data line is always enough. */
export function formatEvent(event: string, data: unknown): string {
  return `${/^[\w.-]+$/.test(event) ? `event: ${event}\n` : ''}data: ${JSON.stringify(data)}\n\n`
}

/** The comment that ends each stream: what headers say of a whole answer. */
export function finalComment(facts: unknown): string {
  return `: lucid ${JSON.stringify(facts)}\n\n`
}
