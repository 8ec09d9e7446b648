const find = id => document.getElementById(id)
const element = (name, text, properties = {}) =>
  Object.assign(document.createElement(name), { textContent: text, ...properties })

const api = await (await fetch('/openapi.json')).json()
find('version').textContent = api.info.version

const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...operation,
  })),
)
const schemaOf = ({ requestBody }) => requestBody?.content['application/json']
let current
let sending

/** A path as the list has it, which may be broken before its words. */
const shown = path => path.replace(/^(\/\w+)?\/(v1|\{version\})\//, '').replaceAll(/[/:_{]/g, '\u200b$&')

function listOperations() {
  const groups = Map.groupBy(operations, ({ tags }) => tags[0])
  for (const [tag, members] of groups) {
    find('operations').append(element('h3', tag))
    for (const operation of members) {
      const button = element('button', '', { type: 'button', onclick: () => choose(operation) })
      button.append(element('span', operation.method), element('span', shown(operation.path)))
      operation.button = button
      find('operations').append(button)
    }
  }
}

function choose(operation) {
  current?.button.removeAttribute('aria-current')
  current = operation
  operation.button.setAttribute('aria-current', 'true')
  operation.button.scrollIntoView({ block: 'nearest' })
  location.hash = `${operation.method} ${operation.path}`
  find('method').textContent = operation.method
  find('path').textContent = operation.path
  find('summary').textContent = operation.summary
  const body = schemaOf(operation)
  for (const id of ['body', 'body-label', 'schema-box']) find(id).hidden = !body
  find('body').value = body ? JSON.stringify(body.example ?? {}, null, 2) : ''
  find('schema').textContent = body ? JSON.stringify(body.schema, null, 2) : ''
  find('answer').hidden = true
  listParameters(operation.parameters ?? [])
  void listModels(operation)
}

function listParameters(parameters) {
  find('parameters').replaceChildren(
    ...parameters.map(({ name }) => {
      const label = element('label', name)
      label.append(element('input', '', { name }))
      return label
    }),
  )
}

/** The models that serve the operation's capability, so that one can be picked instead of typed. */
async function listModels(operation) {
  const properties = schemaOf(operation)?.schema.properties ?? {}
  find('models').hidden = true
  if (!('model' in properties)) return
  const answer = await fetch('/v1/models', { headers: keyHeaders() })
  if (!answer.ok || operation !== current) return
  const capability =
    { chat: 'chat', 'chat/completions': 'chat', embeddings: 'embedding', moderations: 'moderation' }[
      operation.path.slice(4)
    ] ?? operation.path.split('/').at(-1)
  const { data } = await answer.json()
  const fitting = data.filter(({ capabilities }) => capabilities?.includes(capability)).map(({ id }) => id)
  if (fitting.length === 0) return
  find('model').replaceChildren(
    ...['', ...fitting].map(id => element('option', id || `${capability}.default`, { value: id })),
  )
  find('models').hidden = false
}

find('model').addEventListener('change', () => {
  try {
    const { kind: _, model: __, ...body } = JSON.parse(find('body').value)
    const model = find('model').value
    find('body').value = JSON.stringify(model ? { model, ...body } : body, null, 2)
  } catch {
    // Whoever is half-way through typing JSON wants no help with it.
  }
})

function keyHeaders() {
  const key = find('key').value.trim()
  return key ? { authorization: `Bearer ${key}` } : {}
}

function requestOf({ path, method, parameters = [], ...operation }) {
  let url = path
  for (const { name } of parameters) {
    const value = find('parameters').querySelector(`[name="${name}"]`).value
    url = url.replace(`{${name}}`, value.split('/').map(encodeURIComponent).join('/'))
  }
  const body = schemaOf(operation) ? find('body').value : undefined
  return {
    url,
    method,
    body,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...keyHeaders() },
  }
}

async function send() {
  sending?.abort()
  sending = new AbortController()
  const { url, ...request } = requestOf(current)
  const began = performance.now()
  clearAnswer()
  find('stop').hidden = false
  try {
    const answer = await fetch(url, { ...request, signal: sending.signal })
    showHead(answer)
    if (answer.headers.get('content-type')?.startsWith('text/event-stream')) await showStream(answer)
    else showWhole(await answer.text())
  } catch (error) {
    find('status').textContent = error.name === 'AbortError' ? 'stopped' : String(error)
  } finally {
    find('time').textContent = `${Math.round(performance.now() - began)} ms`
    find('stop').hidden = true
  }
}

function clearAnswer() {
  find('answer').hidden = false
  find('text').hidden = true
  for (const id of ['status', 'time', 'text', 'headers', 'result']) find(id).textContent = ''
  find('media').replaceChildren()
}

function showHead(answer) {
  find('status').textContent = `${answer.status} ${answer.statusText}`
  find('status').className = answer.ok ? 'good' : 'bad'
  find('headers').textContent = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
}

function showWhole(text) {
  let value
  try {
    value = JSON.parse(text)
  } catch {
    find('result').textContent = text
    return
  }
  showMedia(value)
  find('result').textContent = JSON.stringify(value, shortened, 2)
  const said =
    value.result?.content?.find(({ type }) => type === 'text')?.text ??
    value.choices?.[0]?.message?.content ??
    value.result?.text
  if (said) showText(said)
}

async function showStream(answer) {
  let rest = ''
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    find('result').textContent += chunk
    const events = (rest + chunk).split('\n\n')
    rest = events.pop()
    for (const event of events) {
      const data = event
        .split('\n')
        .find(line => line.startsWith('data: '))
        ?.slice(6)
      if (!data?.startsWith('{')) continue
      const part = JSON.parse(data)
      showText(part.type === 'text-delta' ? part.text : (part.choices?.[0]?.delta?.content ?? ''))
    }
  }
}

function showText(text) {
  if (!text) return
  find('text').hidden = false
  find('text').append(text)
}

/** Long base64 would drown the rest. */
function shortened(_key, value) {
  if (typeof value === 'string' && value.length > 2000)
    return `${value.slice(0, 60)}… (${value.length} characters)`
  if (Array.isArray(value) && value.length > 24 && value.every(Number.isFinite))
    return `[${value.slice(0, 4).join(', ')}, … ${value.length} numbers]`
  return value
}

function showMedia(value) {
  if (typeof value !== 'object' || value === null) return
  const { mediaType, data } = value
  if (typeof mediaType === 'string' && data?.kind === 'base64') {
    const source = `data:${mediaType};base64,${data.base64}`
    if (/^image\/(?:png|jpeg|webp|gif)$/.test(mediaType))
      find('media').append(element('img', '', { src: source, alt: 'The image that was made' }))
    else if (mediaType.startsWith('audio/'))
      find('media').append(element('audio', '', { src: source, controls: true }))
    return
  }
  for (const inner of Object.values(value)) showMedia(inner)
}

function curl() {
  const { url, method, headers, body } = requestOf(current)
  const quote = text => `'${text.replaceAll("'", `'\\''`)}'`
  const shown = Object.entries(headers).map(([name, value]) =>
    `-H ${quote(`${name}: ${name === 'authorization' ? 'Bearer $LUCID_API_KEY' : value}`)}`.replace(
      "'authorization: Bearer $LUCID_API_KEY'",
      '"authorization: Bearer $LUCID_API_KEY"',
    ),
  )
  return [
    `curl ${method === 'POST' ? '' : `-X ${method} `}${location.origin}${url}`,
    ...shown,
    ...(body ? [`-d ${quote(body)}`] : []),
  ].join(' \\\n  ')
}

find('send').addEventListener('click', send)
find('stop').addEventListener('click', () => sending?.abort())
find('curl').addEventListener('click', () => navigator.clipboard?.writeText(curl()))
find('key').addEventListener('change', () => current && listModels(current))
document.addEventListener('keydown', event => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send()
})

listOperations()
const wanted = decodeURIComponent(location.hash.slice(1))
choose(
  operations.find(({ method, path }) => `${method} ${path}` === wanted) ??
    operations.find(({ path }) => path === '/v1/chat'),
)
