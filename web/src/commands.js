import { colour, hide } from './look.js'
import { hideSubtitles, showSubtitles } from './subtitles.js'

// What the vendor calls our buttons. Those that we do not have are not listed.
const controls = {
  play: '.controls media-play-button',
  volume: '.volume',
  fullscreen: 'media-fullscreen-button',
  subtitles: 'media-captions-button',
  pictureInPicture: 'media-pip-button',
  progressBar: 'media-time-range',
  more: 'media-settings-menu-button',
}

const themes = {
  text: 'text',
  link: 'control',
  linkHover: 'controlHover',
  trackPlayed: 'trackPlayed',
  trackUnplayed: 'trackBuffered',
  trackBackground: 'track',
  backgroundTop: 'backgroundTop',
  backgroundBottom: 'backgroundBottom',
  backgroundText: 'title',
}

// commands are the functions of the player by the name of their message. What a
// function returns is the answer.
export function commands(controller, video) {
  const ignored = () => {} // what a browser refuses without a viewer's touch
  return {
    play: () => void video.play().catch(ignored),
    pause: () => video.pause(),
    mute: () => void (video.muted = true),
    unmute: () => void (video.muted = false),
    seek: ({ seek }) => jump(video, video.currentTime + Number(seek)),
    setCurrentTime: ({ currentTime }) => jump(video, Number(currentTime)),
    setVolume: ({ volume }) => void (video.volume = Math.min(Math.max(Number(volume) || 0, 0), 1)),
    setLoop: ({ loop }) => void (video.loop = !!loop),
    setAutoplay: ({ autoplay }) => void (video.autoplay = !!autoplay),
    setPlaybackRate: ({ rate }) => void (video.playbackRate = Math.min(Math.max(Number(rate) || 1, 0.1), 16)),
    getPaused: () => video.paused,
    getPlaying: () => !video.paused && !video.ended,
    getMuted: () => video.muted,
    getDuration: () => (Number.isFinite(video.duration) ? video.duration : 0),
    getCurrentTime: () => video.currentTime,
    getPlaybackRate: () => video.playbackRate,
    getVolume: () => video.volume,
    getLoop: () => video.loop,
    getVideoSize: () => ({ width: video.videoWidth, height: video.videoHeight }),
    getMp4Url: () => controller.dataset.download && new URL(controller.dataset.download, location.href).href,
    isLiveStream: () => false,
    requestFullscreen: () => void controller.requestFullscreen().catch(ignored),
    exitFullscreen: () => void (document.fullscreenElement && document.exitFullscreen().catch(ignored)),
    requestPictureInPicture: () => void video.requestPictureInPicture?.().catch(ignored),
    exitPictureInPicture: () => void (document.pictureInPictureElement && document.exitPictureInPicture().catch(ignored)),
    ...looks(controller, video),
    loadConfig: ({ url }) => open(url),
    destroy: () => video.pause(),
  }
}

function looks(controller, video) {
  const some = (names, hidden) => {
    if (!Array.isArray(names)) return hide(controller, 'controls', hidden)
    for (const name of names) {
      const button = Object.hasOwn(controls, name) && controller.querySelector(controls[name])
      if (button) button.hidden = hidden
    }
  }
  return {
    hideControls: ({ controls: names }) => some(names, true),
    showControls: ({ controls: names }) => some(names, false),
    hideTitle: () => hide(controller, 'title', true),
    showTitle: () => hide(controller, 'title', false),
    hidePoster: () => hide(controller, 'poster', true),
    showPoster: () => hide(controller, 'poster', false),
    setChromeless: ({ chromeless }) => hide(controller, 'chrome', !!chromeless),
    showSubtitles: () => showSubtitles(video),
    hideSubtitles: () => hideSubtitles(video),
    setTheme: ({ theme }) => {
      for (const [name, value] of Object.entries(theme ?? {})) {
        if (Object.hasOwn(themes, name)) colour(controller, themes[name], String(value))
      }
    },
    // The SDK has functions for two properties of the picture; no others may be set.
    setStyleProperty: ({ query, property, value }) => {
      if (query === 'video' && (property === 'transform' || property === 'object-fit')) video.style.setProperty(property, String(value))
    },
  }
}

function jump(video, time) {
  if (!Number.isFinite(time)) return
  video.currentTime = Math.min(Math.max(time, 0), video.duration || 0)
}

// open shows another video in this frame, if it is one of this host.
function open(address) {
  const url = new URL(address, location.href)
  if (url.origin === location.origin && url.pathname.startsWith('/vod/')) location.replace(url)
}
