// The embed page. The server renders every part of it and says in data
// attributes what to play and how; body[data-state] decides which part shows:
//
//   playable  the player
//   waiting   the video is still being uploaded or prepared
//   failed    it will never play
//   gone      there is nothing to see at this address
//   stopped   playback broke off; trying again may help
import './player.css'
import './lists.js'
import './controls.js'
import { chapters } from './chapters.js'
import { fragment } from './fragment.js'
import { apply, paint } from './look.js'
import { play } from './playback.js'
import { listen } from './sdk.js'
import { sequence } from './sequence.js'
import { watch } from './status.js'
import { whenThere } from './subtitles.js'
import { float } from './watermark.js'

const controller = document.querySelector('media-controller')
const wanted = fragment(controller && 'fragment' in controller.dataset ? location.hash : '')

function show(state, text) {
  document.body.dataset.state = state
  if (text) document.querySelector(`.panel[data-for="${state}"] [data-text]`).textContent = text
}

function start({ autoplay }) {
  const artwork = controller.querySelector('.artwork')
  const video = controller.querySelector('video')
  show('playable')
  prepare(video)
  chapters(video)
  play(video, controller.dataset, { autoplay: autoplay || wanted.autoplay }, {
    audioOnly: () => {
      artwork.hidden = false
      controller.dataset.audioOnly = ''
      controller.setAttribute('autohide', '-1')
    },
    gone: () => show('gone'),
    stopped: (text) => show('stopped', text),
  })
  float(controller.querySelector('.watermark'))
}

// prepare does what the address and the owner of the video want of the player.
function prepare(video) {
  paint(controller)
  apply(controller, wanted)
  if (wanted.begin) controller.dataset.start = wanted.begin
  if (wanted.muted) video.muted = true
  if (wanted.loop) video.loop = true
  sequence(video, { begin: wanted.begin, end: wanted.end, loop: () => video.loop })
  if (wanted.showSubtitles) whenThere(video)
  if (wanted.sdk && 'messages' in controller.dataset) listen(controller, video, wanted.sdk)
}

function wait() {
  const panel = document.querySelector('.panel[data-for="waiting"]')
  watch(panel, {
    // Whoever waited for the video wants to see it: start as if asked to.
    viewable: () => start({ autoplay: true }),
    failed: (reason) => show('failed', reason),
    gone: () => show('gone'),
  })
}

document.querySelector('[data-retry]')?.addEventListener('click', () => location.reload())
if (document.body.dataset.state === 'playable') start({ autoplay: 'autoplay' in controller.dataset })
if (document.body.dataset.state === 'waiting') wait()
