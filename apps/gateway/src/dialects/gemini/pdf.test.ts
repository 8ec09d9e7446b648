import { expect, it } from 'vitest'
import { testWorld } from '../../testing/vendors.ts'

it('a PDF without a name, as this dialect has them, is read by a vendor who wants one', async () => {
  await using world = await testWorld({ decoded: false })
  for (const id of ['openai', 'responses'] as const) {
    const answer = await world.host.post(
      `/gemini/v1beta/models/${world.vendors[id].model}:generateContent`,
      { contents: [{ parts: [{ inlineData: { mimeType: 'application/pdf', data: 'JVBERi0xLjQK' } }] }] },
      { 'x-goog-api-key': world.key },
    )
    expect(await answer.text()).toContain('I see the file(s) unnamed.pdf')
  }
})

it('the name that was made up for a file is not one that a client of OpenAI gave it', async () => {
  await using world = await testWorld({ decoded: true })
  const file = { filename: 'unnamed.pdf', file_data: 'data:application/pdf;base64,JVBERi0xLjQK' }
  await world.host.post(
    '/v1/chat/completions',
    { model: world.vendors.google.model, messages: [{ role: 'user', content: [{ type: 'file', file }] }] },
    { authorization: `Bearer ${world.key}` },
  )
  expect(JSON.stringify(world.vendors.google.requests[0]?.body)).not.toContain('unnamed')
})
