import type { chat, ModelCard, Offer, Relay, WireId } from '@lucid-gateway/core'
import { withinLimits } from '@lucid-gateway/provider-kit'
import { openaiChat } from '@lucid-gateway/wires/openai-chat'
import { openaiResponses } from '@lucid-gateway/wires/openai-responses'
import { chatWay } from './chat-way.ts'
import type { Endpoint } from './endpoint.ts'
import { knownOf } from './model-list.ts'
import { responsesWay } from './responses-way.ts'
import type { Vendor } from './vendor.ts'

/** One wire on which a vendor chats. */
export type ChatWay<Credentials> = Required<Pick<Offer<typeof chat, Credentials>, 'generate' | 'stream'>> &
  Pick<Offer<typeof chat, Credentials>, 'count'> & { readonly relay: Relay<typeof chat, Credentials> }

type ChatVendor = Pick<Vendor, 'models' | 'families' | 'quirks' | 'responses'>

/** Chat by the wires themselves: no SDK, and nothing that is done for each part but to read it. */
export function chatOffer<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  vendor: ChatVendor,
): Offer<typeof chat, Credentials> {
  return withinLimits(offerOf(endpoint, vendor), {
    toolName: 64,
    outputTokens: model => limitsOf(model, vendor)?.outputTokens,
  })
}

function offerOf<Credentials extends object>(
  endpoint: Endpoint<Credentials>,
  vendor: ChatVendor,
): Offer<typeof chat, Credentials> {
  const byChat = chatWay(endpoint, vendor.quirks)
  if (!vendor.responses) return byChat
  const byResponses = responsesWay(endpoint, vendor.responses === true ? {} : vendor.responses)
  const onlyOn = (model: string): WireId | undefined => {
    const wire = knownOf(model, vendor)?.quirks?.['wire']
    return typeof wire === 'string' ? wire : undefined
  }
  const way = (model: string) => (onlyOn(model) === openaiResponses ? byResponses : byChat)
  const { count } = byResponses
  return {
    generate: (request, attempt) => way(attempt.model).generate(request, attempt),
    stream: (request, attempt) => way(attempt.model).stream(request, attempt),
    ...(count ? { count } : {}),
    relay: [
      { ...byChat.relay, speaks: model => (onlyOn(model) ?? openaiChat) === openaiChat },
      { ...byResponses.relay, speaks: model => (onlyOn(model) ?? openaiResponses) === openaiResponses },
    ],
  }
}

function limitsOf(model: string, vendor: ChatVendor): ModelCard['limits'] {
  const known = knownOf(model, vendor)
  return known && 'limits' in known ? known.limits : undefined
}
