// Makes a picture, tells how far it is, and writes it to a file: node picture.mjs [prompt] [file]
import { writeFile } from 'node:fs/promises'
import { GenerationError, GenerationService } from '@lucid-gateway/generation'

const [prompt = 'A lighthouse at dusk', file = 'lighthouse.png'] = process.argv.slice(2)

// With a vendor: new GenerationService({ replicate: { apiKey, modelId: 'black-forest-labs/flux-schnell' } })
const service = new GenerationService({ demo: { modelId: 'image-slow' } })
try {
  const { id } = await service.generate({ prompt, size: '512x384', options: { seconds: 1 } })
  for await (const event of service.events(id)) {
    if (event.type === 'status' && event.progress !== undefined) {
      console.log(`${event.status}: ${Math.round(event.progress * 100)} %`)
    }
  }
  const { status, images, error } = await service.getStatus(id)
  if (error) throw GenerationError.revive(error)
  const picture = await service.artifact(images[0].id)
  await writeFile(file, picture.bytes)
  console.log(`${status}: ${file}, ${picture.mediaType}, ${picture.bytes.length} bytes`)
} catch (error) {
  if (!GenerationError.is(error)) throw error
  console.error(`${error.code}: ${error.message} ${error.details.hint ?? ''}`)
  process.exitCode = 1
} finally {
  await service.close()
}
