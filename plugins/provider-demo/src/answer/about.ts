/** What the demo says of itself and of Lucid. */
const abilities =
  'I can greet you, do sums, work with dates that you give, repeat and count words, tell stories of any length, ' +
  'look at the size of a picture, call the tools that you hand me and fill a JSON schema.'

const keyAdvice = `To talk with a real model, put a vendor's key into the environment and start Lucid again:

    OPENAI_API_KEY=sk-... npm start

The same call is then answered by that vendor: the first configured account wins, and this demo comes last. To choose for yourself, name an account and a model, such as "openai/gpt-5-mini", as the model of your request.`

const lucid = `Lucid is a self-hosted gateway to AI models: your application speaks to one address, and Lucid reaches the vendor behind each model. Every vendor is an npm package, so you install those you need and can write your own. It answers the OpenAI SDK as it is.

I am its demo, a program without key, network or understanding.`

const greetings =
  /^\s*(?:hi|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day)|bonjour|hallo|hola|ciao)\b(?:[\s,]+(?:there|lucid|demo|all|everyone|world|again|you))*[\s!.,?]*/i

export function greet(text: string): string | undefined {
  const greeting = greetings.exec(text)?.[0]
  if (greeting === undefined || !/^(?:how are you.*)?$/is.test(text.slice(greeting.length))) return undefined
  return `Hello! I am Lucid's demo: no key, no network, and so no great mind. ${abilities} What shall I do?`
}

export function explain(text: string): string | undefined {
  if (
    /\b(?:api[ -]?keys?|openai|anthropic|gemini|real models?|providers?|set ?up|configure|accounts?)\b/i.test(
      text,
    )
  )
    return keyAdvice
  if (/\blucid\b|\bwho are you\b|\bwhat (?:are you|is this)\b/i.test(text)) return `${lucid}\n\n${abilities}`
  if (/^\s*(?:help|what can you do)\b/i.test(text)) return `${abilities}\n\n${keyAdvice}`
  if (/^\s*(?:thanks|thank you|thx|cheers)\b/i.test(text)) return 'You are welcome!'
  if (/^\s*(?:bye|goodbye|see you)\b/i.test(text)) return 'Goodbye! The demo is here whenever you are.'
  return undefined
}

export function fallBack(text: string): string {
  if (text.trim() === '') return `I was given nothing to answer. ${abilities}`
  const said = text.trim().replace(/\s+/g, ' ')
  const quote = said.length > 160 ? `${said.slice(0, 157)}...` : said
  return `You said: "${quote}". That is beyond me: I am Lucid's demo and understand very little. ${abilities}\n\nFor a real answer, set a vendor's key, such as OPENAI_API_KEY, and start Lucid again; ask me how if you like.`
}
