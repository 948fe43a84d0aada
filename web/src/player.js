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
import { play } from './playback.js'
import { watch } from './status.js'
import { float } from './watermark.js'

const controller = document.querySelector('media-controller')

function show(state, text) {
  document.body.dataset.state = state
  if (text) document.querySelector(`.panel[data-for="${state}"] [data-text]`).textContent = text
}

function start(options) {
  const artwork = controller.querySelector('.artwork')
  show('playable')
  play(controller.querySelector('video'), controller.dataset, options, {
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
