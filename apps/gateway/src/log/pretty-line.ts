import { styleText } from 'node:util'

const colours = { debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red' } as const

/** A line of JSON as people like to read it on a terminal. */
export function prettyLine(line: string): string {
  const { time, level, msg, ...facts } = JSON.parse(line) as Record<string, unknown>
  const colour = colours[level as keyof typeof colours] ?? 'white'
  const rest = Object.entries(facts).map(([name, value]) => styleText('dim', `${name}=`) + textOf(value))
  return `${styleText('dim', String(time).slice(11, 19))} ${styleText(colour, String(level).padEnd(5))} ${String(msg)} ${rest.join(' ')}\n`
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
