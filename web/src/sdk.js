// The other end of api.video's player SDK: a page around the frame sends
//
//   {message: "seek", seek: 10, sdkPlayerId, callbackId}
//
// and gets {callbackId, arg, sdkPlayerId} when it is done, and {type, …, sdkPlayerId} for
// what happens. Messages of other windows, origins or players are not for us.
import { commands } from './commands.js'

// A page that listens needs no more than four times a second where playback is.
const events = {
  play: () => ({}),
  pause: () => ({}),
  ended: () => ({}),
  error: () => ({}),
  seeking: () => ({}),
  ratechange: () => ({}),
  resize: () => ({}),
  timeupdate: ({ currentTime }) => ({ currentTime }),
  volumechange: ({ volume, muted }) => ({ volume: muted ? 0 : volume }),
}

// listen obeys the page around until the player is gone.
export function listen(controller, video, { id, origin }) {
  if (window.parent === window) return
  const post = (message) => window.parent.postMessage({ ...message, sdkPlayerId: id }, origin)
  const obey = commands(controller, video)
  window.addEventListener('message', ({ source, origin: from, data }) => {
    if (source !== window.parent || from !== origin || parseInt(data?.sdkPlayerId, 10) !== id) return
    if (!Object.hasOwn(obey, data.message)) return
    const arg = obey[data.message](data)
    if (data.callbackId) post({ callbackId: data.callbackId, arg })
  })
  tell(controller, video, post)
  post({ type: 'sdkSync' })
}

function tell(controller, video, post) {
  for (const [type, read] of Object.entries(events)) video.addEventListener(type, () => post({ type, ...read(video) }))
  video.addEventListener('play', () => post({ type: 'firstplay' }), { once: true })
  video.addEventListener('resize', () => {
    post({ type: 'qualitychange', resolution: { width: video.videoWidth, height: video.videoHeight } })
  })
  if (video.readyState >= HTMLMediaElement.HAVE_METADATA) post({ type: 'ready' })
  else video.addEventListener('loadedmetadata', () => post({ type: 'ready' }), { once: true })
  for (const type of ['mouseenter', 'mouseleave']) controller.addEventListener(type, () => post({ type }))
  controller.addEventListener('userinactivechange', ({ detail }) => post({ type: detail ? 'userinactive' : 'useractive' }))
  document.addEventListener('fullscreenchange', () => post({ type: 'fullscreenchange', isFullScreen: !!document.fullscreenElement }))
  new ResizeObserver(() => post({ type: 'playerresize' })).observe(controller)
}
