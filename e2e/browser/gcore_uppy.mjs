// Uploads from a page of another origin with Uppy and what the API told about where to, over TLS.
//
// Prints {sent, uploadUrl, succeeded, requests: [{method, offset, status}], errors, failure?}. requests are those that
// Chromium sent to the server; a status of 0 is no answer. See browser.mjs for exit codes.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { main, Usage, withPage } from './browser.mjs'
import { originOf, serve } from './origin.mjs'

const usage = `node gcore_uppy.mjs [options] ENDPOINT-URL
  --file FILE        upload this
  --metadata N=V     with the file; may be repeated
  --chunk BYTES      of one PATCH [10000000]
  --remove BYTES     take the file away once so many bytes are acknowledged
  --pause BYTES      pause once so many bytes are acknowledged, and go on
  --timeout SECONDS  for everything together [60]`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' }, metadata: { type: 'string', multiple: true, default: [] }, chunk: { type: 'string', default: '10000000' },
    remove: { type: 'string', default: '0' }, pause: { type: 'string', default: '0' }, timeout: { type: 'string', default: '60' },
  },
})

async function run() {
  const [endpoint] = positionals
  if (!endpoint || !options.file) throw new Usage('an endpoint and a file are needed')
  const settings = {
    endpoint, chunk: Number(options.chunk), remove: Number(options.remove), pause: Number(options.pause),
    metadata: Object.fromEntries(options.metadata.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])),
  }
  const script = `${await bundle()};(${upload})(${JSON.stringify(settings)}).catch((error) => { window.seen = { error: String(error.stack ?? error) } })`
  const server = await serve(await readFile(options.file), script, [])
  try {
    return await withPage({ ignoreHTTPSErrors: true }, async (page, errors) => {
      const requests = watch(page, endpoint)
      const removed = options.remove === '0' ? null : page.waitForResponse((response) => response.request().method() === 'DELETE')
      await page.goto(originOf(server))
      const done = await page.waitForFunction(() => window.seen, null, { timeout: Number(options.timeout) * 1000 })
      await removed
      const { error, ...seen } = await done.jsonValue()
      // What the network did to a request is in its status; the console tells it again.
      return { failure: error, ...seen, requests, errors: errors.filter((e) => e.startsWith('page:')) }
    })
  } finally {
    server.close()
  }
}

// bundle is Uppy as a script, which its packages are not.
async function bundle() {
  const contents = "export { default as Uppy } from '@uppy/core'; export { default as Tus } from '@uppy/tus'"
  const made = await build({
    stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, write: false, format: 'iife', globalName: 'uppy', charset: 'ascii',
  })
  return made.outputFiles[0].text
}

// watch notes the requests for the endpoint and what is below it, as they leave the browser.
function watch(page, endpoint) {
  const requests = []
  const entries = new Map()
  page.on('request', (request) => {
    if (!request.url().startsWith(endpoint) || request.method() === 'OPTIONS') return
    const entry = { method: request.method(), offset: Number(request.headers()['upload-offset'] ?? -1), status: 0 }
    entries.set(request, entry)
    requests.push(entry)
  })
  page.on('response', (response) => {
    const entry = entries.get(response.request())
    if (entry) entry.status = response.status()
  })
  return requests
}

// upload is the page's script. It leaves its report in window.seen.
async function upload({ endpoint, metadata, chunk, remove, pause }) {
  const blob = await (await fetch('/file')).blob()
  const seen = { sent: 0 }
  const app = new window.uppy.Uppy().use(window.uppy.Tus, {
    endpoint, chunkSize: chunk, retryDelays: [0, 1000, 3000],
    onChunkComplete: (_size, acknowledged) => {
      if (remove && acknowledged >= remove) return app.removeFile(id)
      if (!pause || acknowledged < pause || seen.paused) return undefined
      seen.paused = true
      app.pauseResume(id)
      return setTimeout(() => app.pauseResume(id), 100)
    },
  })
  const id = app.addFile({ name: 'short.mp4', type: 'video/mp4', data: blob, meta: metadata })
  app.on('upload-progress', (_file, { bytesUploaded }) => { seen.sent = bytesUploaded })
  app.on('file-removed', () => { window.seen = { ...seen, removed: true } })
  const { successful, failed } = await app.upload()
  if (window.seen) return
  window.seen = { ...seen, succeeded: successful.length, uploadUrl: successful[0]?.uploadURL, error: failed[0]?.error }
}

await main(usage, run)
