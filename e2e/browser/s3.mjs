// Uploads a file that a user has chosen, from a page of another origin, with Amazon's SDK for JavaScript to where
// the fields of an upload's "input" say, or with fetch to its presigned URL.
//
// Prints {etag, requests: [{method, status}], errors, failure?}. requests are those that Chromium sent to the
// server; a status of 0 is no answer. See browser.mjs for exit codes.
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { main, Usage, withPage } from './browser.mjs'
import { originOf, serve } from './origin.mjs'

const usage = `node s3.mjs [options] INPUT
  --file FILE        upload this
  --timeout SECONDS  for everything together [60]`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { file: { type: 'string' }, timeout: { type: 'string', default: '60' } },
})

async function run() {
  const [input] = positionals
  if (!input || !options.file) throw new Usage('an input and a file are needed')
  const to = JSON.parse(input)
  const script = `${await bundle()};window.send = (${upload})(${input})`
  const server = await serve('', script, [])
  try {
    return await withPage({ ignoreHTTPSErrors: true }, async (page, errors) => {
      const requests = watch(page, new URL(to.url || to.endpoint).origin)
      await page.goto(originOf(server))
      await page.evaluate(() => { document.body.innerHTML = '<input type="file">' })
      const done = page.waitForFunction(() => window.seen, null, { timeout: Number(options.timeout) * 1000 })
      await page.evaluate(() => document.querySelector('input').addEventListener('change', (event) => window.send(event.target.files[0])))
      await page.setInputFiles('input', options.file)
      const { error, ...seen } = await (await done).jsonValue()
      return { failure: error ?? (errors.length ? 'the console shows errors' : undefined), ...seen, requests, errors }
    })
  } finally {
    server.close()
  }
}

// bundle is the SDK as a script. Its packages are those of the folder above.
async function bundle() {
  const contents = "export { S3Client } from '@aws-sdk/client-s3'; export { Upload } from '@aws-sdk/lib-storage'"
  const made = await build({
    stdin: { contents, resolveDir: import.meta.dirname }, bundle: true, write: false, format: 'iife', globalName: 'aws', charset: 'ascii',
    platform: 'browser', minify: true,
  })
  return made.outputFiles[0].text.replaceAll('</script', '<\\/script')
}

// watch notes the requests for an origin as they leave the browser; it does not see preflights.
function watch(page, origin) {
  const requests = []
  const entries = new Map()
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) return
    const entry = { method: request.method(), status: 0 }
    entries.set(request, entry)
    requests.push(entry)
  })
  page.on('response', (response) => {
    const entry = entries.get(response.request())
    if (entry) entry.status = response.status()
  })
  return requests
}

// upload is the page's script. What it returns sends a file and leaves its report in window.seen.
function upload(to) {
  const byURL = async (file) => {
    const response = await fetch(to.url, { method: 'PUT', body: file })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return response.headers.get('ETag')
  }
  const bySDK = async (file) => {
    const client = new window.aws.S3Client({
      endpoint: to.endpoint, region: to.region, forcePathStyle: true,
      credentials: { accessKeyId: to.accessKeyId, secretAccessKey: to.secretAccessKey },
    })
    const done = await new window.aws.Upload({ client, params: { Bucket: to.bucket, Key: to.key, Body: file } }).done()
    return done.ETag
  }
  return (file) => (to.url ? byURL(file) : bySDK(file)).then(
    (etag) => { window.seen = { etag } },
    (error) => { window.seen = { error: `${error.name}: ${error.message}` } },
  )
}

await main(usage, run)
