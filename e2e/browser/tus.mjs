// Uploads from a page with tus-js-client in the ways that need a browser to be true: parts
// side by side, a stream whose end is not known, and a page that is reloaded in the middle.
//
// Prints {url, mediaId, size, sent, pages, requests: [{method, offset, status}], errors, failure?}, where
// requests are those that Chromium sent, of all pages together; a status of 0 is none.
// See browser.mjs for exit codes.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { main, Usage, withPage } from './browser.mjs'
import { originOf, serve } from './origin.mjs'

const usage = `node tus.mjs [options] ENDPOINT-URL KEY
  --file FILE        upload this
  --chunk BYTES      of one PATCH [1048576]
  --parallel N       so many parts side by side [1]
  --stream           read the file as a stream, its length left open until the end
  --reload BYTES     reload the page once so many bytes are acknowledged
  --timeout SECONDS  for everything together [60]`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    chunk: { type: 'string', default: '1048576' },
    parallel: { type: 'string', default: '1' },
    stream: { type: 'boolean', default: false },
    reload: { type: 'string', default: '0' },
    timeout: { type: 'string', default: '60' },
  },
})

async function run() {
  const [endpoint, key] = positionals
  if (!endpoint || !key || !options.file) throw new Usage('a file, an endpoint and a key are needed')
  const body = await readFile(options.file)
  const settings = {
    endpoint, key, chunk: Number(options.chunk), parallel: Number(options.parallel), stream: options.stream, reload: Number(options.reload),
  }
  const server = await serve(body, `(${upload})(${JSON.stringify(settings)})`)
  try {
    return await withPage({}, async (page, errors) => {
      const requests = watch(page, endpoint)
      let pages = 0
      page.on('load', () => { pages++ })
      await page.goto(originOf(server))
      const done = await page.waitForFunction(() => window.seen, null, { timeout: Number(options.timeout) * 1000 })
      const seen = await done.jsonValue()
      return { failure: judge(seen, pages, errors), ...seen, size: body.length, pages, requests, errors }
    })
  } finally {
    server.close()
  }
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

function judge({ error, mediaId }, pages, errors) {
  if (error) return error
  if (!mediaId) return 'the page may not read which video it made'
  if (pages !== (options.reload === '0' ? 1 : 2)) return `${pages} pages were loaded`
  if (errors.length) return 'the console shows errors'
}

// upload is the page's script. It goes on with what a page before it began, which the client
// remembers in localStorage, and leaves its report in window.seen.
async function upload({ endpoint, key, chunk, parallel, stream, reload }) {
  const blob = await (await fetch('/file')).blob()
  const file = new File([blob], 'clip.mp4', { type: 'video/mp4', lastModified: 1 })
  const seen = { sent: 0 }
  const tusUpload = new window.tus.Upload(stream ? file.stream().getReader() : file, {
    endpoint, chunkSize: chunk, parallelUploads: parallel, uploadLengthDeferred: stream,
    headers: { Authorization: `Bearer ${key}` },
    retryDelays: [0, 100, 1000],
    metadata: { filename: 'clip.mp4', filetype: 'video/mp4' },
    onAfterResponse: (_request, response) => { seen.mediaId = response.getHeader('video-id') ?? seen.mediaId },
    onProgress: (sent) => { seen.sent = sent },
    onChunkComplete: (_size, acknowledged) => {
      if (!reload || acknowledged < reload || sessionStorage.reloaded) return
      sessionStorage.reloaded = true
      location.reload() // and sends on until the page is gone
    },
    onSuccess: () => { window.seen = { ...seen, url: tusUpload.url } },
    onError: (error) => { window.seen = { ...seen, error: error.message } },
  })
  const [before] = await tusUpload.findPreviousUploads()
  if (before) tusUpload.resumeFromPreviousUpload(before)
  tusUpload.start()
}

await main(usage, run)
