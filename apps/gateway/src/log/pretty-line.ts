import { styleText } from 'node:util'

const colours = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const

/** A line of JSON as people like to read it on a terminal. */
export function prettyLine(line: string): string {
  const { time, level, msg, ...facts } = JSON.parse(line) as Record<string, unknown>
  const colour = colours[level as keyof typeof colours] ?? 'white'
  const rest = Object.entries(facts).map(
    ([name, value]) => styleText('dim', `${plain(name)}=`) + textOf(value),
  )
  return `${styleText('dim', String(time).slice(11, 19))} ${styleText(colour, String(level).padEnd(5))} ${plain(String(msg))} ${rest.join(' ')}\n`
}

function textOf(value: unknown): string {
  return plain(typeof value === 'string' ? value : JSON.stringify(value))
}

/** A terminal obeys control characters, and what callers and vendors say must not give it orders. */
function plain(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
