// Uploads a file with tus-js-client, with the options of the vendors' samples,
// and prints one line of JSON:
//
//   {url, mediaId, size, sent, requests: [{method, offset, status}], error?}
//
// A request without an answer has the status 0. Exits 0 when the upload is complete, 1 when
// the client gave up, 2 on wrong usage.
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    file: { type: 'string' },
    endpoint: { type: 'string' },
    header: { type: 'string', multiple: true, default: [] }, // NAME=VALUE
    metadata: { type: 'string', multiple: true, default: [] }, // NAME=VALUE
    chunk: { type: 'string' }, // bytes of one PATCH; all in one without it
    delays: { type: 'string', default: '0,3000,5000,10000,20000,60000,60000' }, // ms
    parallel: { type: 'string' },
    url: { type: 'string' }, // of an upload that exists: goes on there
    storage: { type: 'string' }, // file that remembers uploads; one found there goes on
    client: { type: 'string', default: 'tus-js-client' }, // the package
    protocol: { type: 'string', default: 'tus-v1' },
  },
})
if (!options.file || !options.endpoint) {
  console.error('--file and --endpoint are needed')
  process.exit(2)
}

const { Upload, FileUrlStorage } = await import(options.client)
const pairs = (list) => Object.fromEntries(list.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
const size = statSync(options.file).size
const seen = { size, sent: 0, requests: [] }
// Of a stream the client thinks that no part is the last, which tus never asks and the IETF's
// drafts do. A buffer it reads as browsers read files.
const source = options.protocol === 'tus-v1' ? createReadStream(options.file) : readFileSync(options.file)

await new Promise((resolve) => {
  const upload = new Upload(source, {
    endpoint: options.endpoint,
    headers: pairs(options.header),
    metadata: pairs(options.metadata),
    chunkSize: options.chunk ? Number(options.chunk) : Infinity,
    retryDelays: options.delays.split(',').map(Number),
    parallelUploads: options.parallel ? Number(options.parallel) : 1,
    ...(!options.parallel && { uploadSize: size }), // the client refuses both together
    protocol: options.protocol,
    ...(options.url && { uploadUrl: options.url }),
    ...(options.storage && { urlStorage: new FileUrlStorage(options.storage), storeFingerprintForResuming: true }),
    onBeforeRequest: (request) => seen.requests.push({
      method: request.getMethod(), offset: Number(request.getHeader('Upload-Offset') ?? -1), status: 0,
    }),
    onAfterResponse: (_request, response) => {
      seen.requests.at(-1).status = response.getStatus()
      seen.mediaId = response.getHeader('stream-media-id') ?? response.getHeader('video-id') ?? seen.mediaId
    },
    onProgress: (sent) => { seen.sent = sent },
    onSuccess: () => { seen.url = upload.url; resolve() },
    onError: (error) => { seen.error = error.message; resolve() },
  })
  if (!options.storage) return upload.start()
  return upload.findPreviousUploads().then((found) => {
    if (found.length) upload.resumeFromPreviousUpload(found[0])
    upload.start()
  })
})
console.log(JSON.stringify(seen))
process.exitCode = seen.error ? 1 : 0
