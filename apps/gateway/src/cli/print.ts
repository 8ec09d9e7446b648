import type { ErrorRecord } from '@lucid-gateway/core'

/** What was asked for goes to standard output; all talk about it goes to standard error. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function printError(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** What is wrong, and on a line of its own what to do about it. */
export function withHint({ message, hint }: Pick<ErrorRecord, 'message' | 'hint'>): string {
  return hint === undefined ? message : `${message}\n${hint}`
}

/** Rows with their columns under one another. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length)
  return rows
    .map(row =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
