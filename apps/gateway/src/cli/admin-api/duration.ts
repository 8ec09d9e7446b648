import { UsageError } from '../arguments.ts'

const seconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const

/** `90d`, `24h`, `15m`, `30s`, in seconds. */
export function secondsOf(text: string, option: string): number {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? []
  if (number === undefined || unit === undefined)
    throw new UsageError(`--${option} must be a time such as 24h or 90d.`)
  return Number(number) * seconds[unit as keyof typeof seconds]
}

/** A time from now, or a date. */
export function timeOf(text: string, option: string): string {
  if (!/^\d{4}-/.test(text)) return new Date(Date.now() + secondsOf(text, option) * 1000).toISOString()
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) throw new UsageError(`--${option} must be a date, or a time such as 90d.`)
  return at.toISOString()
}
