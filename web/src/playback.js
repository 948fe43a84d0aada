import { attach } from './hls.js'

// play gives the video element its stream and the start it was asked for.
// hls.js is loaded only here, so pages with nothing to play stay light.
export async function play(video, data, { autoplay }, on) {
  const begin = Number(data.start) || 0
  const eager = autoplay || 'preload' in data
  const { default: Hls } = await import('hls.js')
  if (data.audioOnly !== undefined) on.audioOnly()
  if (Hls.isSupported()) {
    attach(Hls, video, { url: data.masterUrl, begin, eager }, on)
  } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
    native(video, { url: data.masterUrl, begin, eager }, on)
  } else {
    on.stopped('This browser cannot play the video.')
    return
  }
  focus(video)
  if (autoplay) startPlaying(video)
}

// native leaves everything to the browser: iOS before 17.1 has no other way.
function native(video, { url, begin, eager }, on) {
  video.preload = eager ? 'auto' : 'none'
  video.addEventListener('loadedmetadata', () => {
    if (begin > 0 && begin < video.duration) video.currentTime = begin
    if (!video.videoWidth) on.audioOnly()
  }, { once: true })
  video.addEventListener('error', () => on.stopped('The video could not be loaded.'))
  video.src = url
}

// Browsers refuse to start with sound before the viewer has touched the page.
// Silent pictures with a mute button to press are better than a still page.
async function startPlaying(video) {
  try {
    await video.play()
  } catch (error) {
    if (error.name !== 'NotAllowedError') return
    video.muted = true
    await video.play().catch(() => {})
  }
}

// A page of its own listens to the keyboard at once; inside a frame the focus belongs to the page around.
function focus(video) {
  if (window.top === window.self && document.activeElement === document.body) video.focus({ preventScroll: true })
}
