// Uploads from a page of another origin with api.video's uploader for browsers or its recorder,
// over TLS, which is all that they speak.
//
// Prints {videoId, title, playable, sha256, progress: [{part, sent}], requests: [{method, path, part, status}], errors, failure?}.
// requests are those that Chromium sent to the server; a status of 0 is no answer. progress holds the last
// event of each part. See browser.mjs for exit codes.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { main, Usage, withPage } from './browser.mjs'
import { originOf, serve } from './origin.mjs'

const usage = `node uploader.mjs [options] HOST:PORT
  --file FILE        upload this
  --token TOKEN      upload token
  --key KEY          API key, with --video
  --access TOKEN     access token, with --video
  --refresh TOKEN    refresh token, with --access
  --video ID         into this video
  --name NAME        videoName
  --parts N          send so many parts of 5 MiB as they come, then what is left of the file, even if nothing is
  --record SECONDS   record a canvas and a tone instead of a file
  --playable         wait until onPlayable
  --timeout SECONDS  for everything together [60]`

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    file: { type: 'string' }, token: { type: 'string' }, key: { type: 'string' }, access: { type: 'string' },
    refresh: { type: 'string' }, video: { type: 'string' }, name: { type: 'string' }, parts: { type: 'string' },
    record: { type: 'string' }, playable: { type: 'boolean', default: false }, timeout: { type: 'string', default: '60' },
  },
})

const libraries = ['@api.video/video-uploader/dist/index.js', '@api.video/media-recorder/dist/index.js']

async function run() {
  const [apiHost] = positionals
  if (!apiHost || (!options.file && !options.record)) throw new Usage('a host and a file are needed')
  const settings = { common: common(apiHost), parts: Number(options.parts ?? -1), record: Number(options.record ?? 0), playable: options.playable }
  const script = `(${upload})(${JSON.stringify(settings)}).catch((error) => { window.seen = { error: String(error.raw ?? error.stack ?? error) } })`
  const server = await serve(options.file ? await readFile(options.file) : Buffer.alloc(1), script, libraries)
  try {
    return await withPage({ ignoreHTTPSErrors: true }, async (page, errors) => {
      const requests = watch(page, `https://${apiHost}/`)
      await page.goto(originOf(server))
      const done = await page.waitForFunction(() => window.seen, null, { timeout: Number(options.timeout) * 1000 })
      const { error, ...seen } = await done.jsonValue()
      // What the network did to a request is in its status; the console tells it again.
      return { failure: error, ...seen, requests, errors: errors.filter((e) => e.startsWith('page:')) }
    })
  } finally {
    server.close()
  }
}

// common are the options that all of the vendor's classes take.
function common(apiHost) {
  const given = {
    apiHost, uploadToken: options.token, apiKey: options.key, accessToken: options.access, refreshToken: options.refresh,
    videoId: options.video, videoName: options.name,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
}

// watch notes the requests to the server as they leave the browser.
function watch(page, base) {
  const requests = []
  const entries = new Map()
  page.on('request', (request) => {
    if (!request.url().startsWith(base) || request.method() === 'OPTIONS') return
    const entry = { method: request.method(), path: new URL(request.url()).pathname, part: request.headers()['content-range'] ?? '', status: 0 }
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
async function upload({ common, parts, record, playable }) {
  const minimum = 5 * 1024 * 1024
  const blob = await (await fetch('/file')).blob()
  const file = new File([blob], 'clip.mp4', { type: 'video/mp4' })
  const last = new Map()
  let uploader, send, digest = ''
  if (record) {
    uploader = new window.ApiVideoMediaRecorder(stream(), { ...common, generateFileOnStop: true })
    send = recorded
  } else if (parts >= 0) {
    uploader = new window.ProgressiveUploader(common)
    uploader.onProgress(({ part, uploadedBytes }) => last.set(part, uploadedBytes))
    send = asItComes
  } else {
    uploader = new window.VideoUploader({ ...common, file, chunkSize: minimum })
    uploader.onProgress(({ currentChunk, uploadedBytes }) => last.set(currentChunk, uploadedBytes))
    send = () => uploader.upload()
  }
  const plays = new Promise((resolve) => {
    if (playable && record) uploader.addEventListener('videoPlayable', resolve)
    else if (playable) uploader.onPlayable(resolve)
    else resolve()
  })
  const { videoId, title } = await send()
  await plays
  window.seen = { videoId, title, playable, sha256: digest, progress: [...last].map(([part, sent]) => ({ part, sent })) }

  async function asItComes() {
    for (let i = 0; i < parts; i++) await uploader.uploadPart(file.slice(i * minimum, (i + 1) * minimum))
    return uploader.uploadLastPart(file.slice(parts * minimum))
  }

  // stream moves and sounds, so that there is something to record.
  function stream() {
    const canvas = document.body.appendChild(document.createElement('canvas'))
    const context = canvas.getContext('2d')
    setInterval(() => {
      context.fillStyle = `hsl(${Math.random() * 360} 80% 50%)`
      context.fillRect(Math.random() * canvas.width, Math.random() * canvas.height, 40, 40)
    }, 20)
    const audio = new AudioContext()
    const tone = audio.createOscillator()
    const sink = audio.createMediaStreamDestination()
    tone.connect(sink)
    tone.start()
    return new MediaStream([...canvas.captureStream(30).getTracks(), ...sink.stream.getTracks()])
  }

  async function recorded() {
    const whole = new Promise((resolve) => uploader.addEventListener('recordingStopped', (event) => resolve(event.data.file)))
    uploader.start({ timeslice: 500 })
    await new Promise((resolve) => setTimeout(resolve, record * 1000))
    const video = await uploader.stop()
    const sum = await crypto.subtle.digest('SHA-256', await (await whole).arrayBuffer())
    digest = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    return video
  }
}

await main(usage, run)
