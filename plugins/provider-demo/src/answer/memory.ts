import type { Question } from './question.ts'

/** What the conversation itself can answer: a name that was given, or what was said before. */
export function remember({ text, before, answers }: Question): string | undefined {
  if (/\bwhat(?:'s| is) my name\b|\bwho am i\b/i.test(text)) {
    const name = before.map(nameIn).findLast(each => each !== undefined)
    return name === undefined ? 'You have not told me your name.' : `Your name is ${name}.`
  }
  const name = nameIn(text)
  if (name !== undefined && text.trim().length < 60) return `Nice to meet you, ${name}!`
  if (/\bwhat did i (?:first )?(?:say|ask|tell)/i.test(text)) {
    const said = /\bfirst\b/i.test(text) ? before[0] : before.at(-1)
    return said === undefined ? 'This is the first thing that you have said.' : `You said: "${said}".`
  }
  if (/\bwhat did you (?:just )?(?:say|answer)|\bsay that again\b/i.test(text))
    return answers.at(-1) ?? 'I have not said anything yet.'
  return undefined
}

function nameIn(text: string): string | undefined {
  return /\b(?:my name is|i am called|call me|i'm called)\s+(\p{Lu}[\p{L}'’-]*(?:\s\p{Lu}[\p{L}'’-]*)*)/iu.exec(
    text,
  )?.[1]
}
