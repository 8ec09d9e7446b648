import { describe, expect, it } from 'vitest'
import { Cancellation } from './cancellation.ts'

describe('Cancellation', () => {
  it('tells each listener once, with the first reason, and none that has gone', () => {
    const cancellation = new Cancellation()
    const told: string[] = []
    const gone = () => told.push('gone')
    cancellation.addEventListener('abort', gone)
    cancellation.addEventListener('abort', () => told.push('first'))
    cancellation.addEventListener('abort', () => told.push('second'))
    cancellation.removeEventListener('abort', gone)
    cancellation.abort('why')
    cancellation.abort('again')
    expect(told).toEqual(['first', 'second'])
    expect(cancellation).toMatchObject({ aborted: true, reason: 'why' })
  })

  it('removes its only listener, and no other in its place', () => {
    const cancellation = new Cancellation()
    let told = 0
    const listener = () => told++
    const other = () => told++
    cancellation.addEventListener('abort', listener)
    cancellation.removeEventListener('abort', other)
    cancellation.abort('why')
    expect(told).toBe(1)

    const next = new Cancellation()
    next.addEventListener('abort', listener)
    next.removeEventListener('abort', listener)
    next.abort('why')
    expect(told).toBe(1)
  })

  it('has a signal that is aborted with it, whether asked for before or after', () => {
    const cancellation = new Cancellation()
    const { signal } = cancellation
    expect(signal.aborted).toBe(false)
    cancellation.abort('why')
    expect(signal.reason).toBe('why')
    const late = new Cancellation()
    late.abort('why')
    expect(late.signal).toMatchObject({ aborted: true, reason: 'why' })
    expect(late.signal).toBe(late.signal)
  })
})
