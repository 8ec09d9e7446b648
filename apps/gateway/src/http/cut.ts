const longestQuote = 100
const longestMessage = 1000

/** A name that somebody made up, short enough to be repeated. */
export function cut(text: string, longest: number = longestQuote): string {
  return text.length > longest ? `${text.slice(0, longest)}...` : text
}

/** What messages have in quotes is often a caller's. */
export function cutQuotes(message: string): string {
  if (message.length <= longestQuote) return message
  return cut(
    message.replace(/"([^"]*)"/g, (_, quoted: string) => `"${cut(quoted)}"`),
    longestMessage,
  )
}
