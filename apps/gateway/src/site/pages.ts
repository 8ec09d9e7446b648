import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Exchange } from '../http/exchange.ts'
import { sendBytes, sendJson } from '../http/respond.ts'

const assets = join(
  dirname(createRequire(import.meta.url).resolve('@lucid-gateway/gateway/package.json')),
  'assets',
)

interface Page {
  readonly file: string
  readonly type: string
}

const pages: Readonly<Record<string, Page>> = {
  '/docs': { file: 'docs.html', type: 'text/html; charset=utf-8' },
  '/docs/docs.js': { file: 'docs.js', type: 'text/javascript; charset=utf-8' },
  '/docs/docs.css': { file: 'docs.css', type: 'text/css; charset=utf-8' },
}

/** Nothing from elsewhere, nothing inline; what models write is shown as text, or as media of its own making. */
const security = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    'media-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
}

/** The page to try the gateway with, and its parts. `/` leads people there and tells programs what this is. */
export async function sendPage(exchange: Exchange, path: string): Promise<void> {
  const page = pages[path]
  if (!page) return sendWelcome(exchange)
  const content = await readFile(join(assets, page.file))
  sendBytes(exchange, 200, { ...security, 'content-type': page.type, 'cache-control': 'no-cache' }, content)
}

function sendWelcome(exchange: Exchange): void {
  if (exchange.header('accept')?.includes('text/html'))
    return sendBytes(exchange, 302, { location: '/docs' }, '')
  sendJson(exchange, 200, {
    name: 'lucid',
    version: exchange.host.version,
    docs: '/docs',
    openapi: '/openapi.json',
    models: '/v1/models',
    health: '/healthz',
  })
}
