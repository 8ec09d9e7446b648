const found = new Map<string, string | undefined>()

/** Tries something that a machine may not allow; says once what is left out for that, and why. */
export function sayOnce(what: string, attempt: () => void): string | undefined {
  if (!found.has(what)) found.set(what, reasonOf(what, attempt))
  return found.get(what)
}

function reasonOf(what: string, attempt: () => void): string | undefined {
  try {
    attempt()
    return undefined
  } catch (thrown) {
    const { message } = thrown as Error
    process.stderr.write(`${what}: ${message.trim()}\n`)
    return message
  }
}
