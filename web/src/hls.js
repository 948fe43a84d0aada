import { withoutData } from './tracks.js'

// The server holds a segment that is not there yet (still uploading, or being
// encoded on demand) for up to 8 s and then answers 503 with Retry-After: 2.
// A player that gives up earlier, or after few tries, breaks a video that is
// merely young; so the first byte gets the hold and some network, and the tries go on for minutes.
const hold = { maxTimeToFirstByteMs: 12_000, maxLoadTimeMs: 120_000 }

const policy = {
  default: {
    ...hold,
    timeoutRetry: { maxNumRetry: 8, retryDelayMs: 0, maxRetryDelayMs: 0 },
    errorRetry: {
      maxNumRetry: 20,
      retryDelayMs: 2000,
      maxRetryDelayMs: 8000,
      backoff: 'linear',
      // Status 0 is a connection that broke: a server that restarts, a tunnel, an elevator.
      shouldRetry: (retry, count, _timeout, response, usual) =>
        usual || (count < retry.maxNumRetry && response?.code === 0),
    },
  },
}

// Until the viewer presses play, a few seconds of picture are enough: every
// second more may be encoded for nobody.
const idle = { maxBufferLength: 8, maxMaxBufferLength: 8 }
const playing = { maxBufferLength: 30, maxMaxBufferLength: 120 }

function config(begin, eager) {
  return {
    ...idle,
    autoStartLoad: eager,
    startPosition: begin, // 0 too: a playlist that still grows would start at its end
    backBufferLength: 60,
    capLevelToPlayerSize: true,
    errorPenaltyExpireMs: 30_000, // a quality that was late once is not late for ever
    enableWorker: false, // workers repackage MPEG-TS; ours is fragmented MP4, and worker-src stays 'none'
    manifestLoadPolicy: policy,
    playlistLoadPolicy: policy,
    fragLoadPolicy: policy,
  }
}

// attach plays a master playlist through Media Source Extensions.
export function attach(Hls, video, { url, begin, eager }, on) {
  const hls = new Hls(config(begin, eager))
  hls.on(Hls.Events.MANIFEST_PARSED, (_event, { levels }) => {
    if (levels.every((level) => !level.height && !level.videoCodec)) on.audioOnly()
  })
  hls.on(Hls.Events.ERROR, (_event, error) => {
    if (error.fatal) recover(Hls, hls, error, on)
  })
  video.videoRenditions.follow(Hls, hls)
  video.audioTracks.follow(Hls, hls)
  video.addEventListener('play', () => {
    Object.assign(hls.config, playing)
    if (!eager) hls.startLoad(begin)
  }, { once: true })
  withoutData(video)
  hls.loadSource(url)
  hls.attachMedia(video)
}

// A decoder gets one second chance per 10 s; after that, and for everything the
// network did, the viewer is told.
let lastRecovery = -Infinity
function recover(Hls, hls, error, on) {
  const status = error.response?.code
  if (error.type === Hls.ErrorTypes.MEDIA_ERROR && performance.now() - lastRecovery > 10_000) {
    lastRecovery = performance.now()
    hls.recoverMediaError()
    return
  }
  hls.destroy()
  if (status === 403 || status === 404 || status === 410) on.gone()
  else if (error.type === Hls.ErrorTypes.NETWORK_ERROR) on.stopped('The connection to the server was lost.')
  else on.stopped('This browser cannot play the video.')
}
