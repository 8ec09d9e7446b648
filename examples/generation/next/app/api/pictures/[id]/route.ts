import { answered, images } from '../../../../lib/images.ts'

/** A picture of a session, by its id. */
export function GET(
  _request: Request,
  { params }: { readonly params: Promise<{ readonly id: string }> },
): Promise<Response> {
  return answered(async () => {
    const { id } = await params
    const picture = await images.artifact(id)
    if (!picture) return new Response('There is no such picture, or none any more.', { status: 404 })
    return new Response(new Uint8Array(picture.bytes), { headers: { 'content-type': picture.mediaType } })
  })
}
