// Uploads from a page of another origin with tus-js-client, as a customer's web
// app does, and checks that the page may read the header that names the video.
//
// Prints {origin, mediaId, uploadUrl, size, offset, errors, failure?}. See browser.mjs for exit codes.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { main, Usage, withPage } from './browser.mjs'
import { originOf, serve } from './origin.mjs'

const usage = `node cors.mjs [options] BASE-URL KEY
  --file FILE        upload this [17825792 bytes of nothing in particular]
  --endpoint PATH    where uploads are created [/company/client/video/stream]
  --header NAME=VAL  instead of "Authorization: Bearer KEY"; may be repeated
  --chunk BYTES      of one PATCH [5242880]
  --timeout SECONDS  for everything together [60]`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' },
    endpoint: { type: 'string', default: '/company/client/video/stream' },
    header: { type: 'string', multiple: true },
    chunk: { type: 'string', default: '5242880' },
    timeout: { type: 'string', default: '60' },
  },
})

async function run() {
  const [base, key] = positionals
  if (!base || (!key && !options.header)) throw new Usage('a base URL and a key are needed')
  const body = options.file ? await readFile(options.file) : Buffer.alloc(17_825_792, 'tributary')
  const server = await serve(body)
  const origin = originOf(server)
  try {
    return await withPage({}, async (page, errors) => {
      page.setDefaultTimeout(Number(options.timeout) * 1000)
      await page.goto(origin)
      const result = await page.evaluate(upload, {
        endpoint: new URL(options.endpoint, base).href, headers: headers(key), chunkSize: Number(options.chunk),
      })
      return { failure: judge(result, body.length, errors), origin, ...result, errors }
    })
  } finally {
    server.close()
  }
}

function headers(key) {
  if (!options.header) return { Authorization: `Bearer ${key}` }
  return Object.fromEntries(options.header.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
}

function judge({ error, mediaId, offset }, size, errors) {
  if (error) return error
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(mediaId ?? '')) return `stream-media-id reads ${mediaId}`
  if (offset !== size) return `${offset} of ${size} bytes were taken`
  if (errors.length) return 'the console shows errors'
}

// upload runs in the page. It names the header as the vendor's sample does: in any answer, whenever it is there.
async function upload({ endpoint, headers, chunkSize }) {
  const file = await (await fetch('/file')).blob()
  const seen = { size: file.size, offset: 0 }
  await new Promise((resolve) => {
    const tusUpload = new window.tus.Upload(file, {
      endpoint, headers, chunkSize, retryDelays: [],
      metadata: { filename: 'clip.mp4', filetype: 'video/mp4', title: 'From another origin' },
      onAfterResponse: (_request, response) => { seen.mediaId = response.getHeader('stream-media-id') ?? seen.mediaId },
      onProgress: (sent) => { seen.offset = sent },
      onSuccess: () => { seen.uploadUrl = tusUpload.url; resolve() },
      onError: (error) => { seen.error = error.message; resolve() },
    })
    tusUpload.start()
  })
  return seen
}

await main(usage, run)
