// Gives the video element the lists that the menus work on. This module is
// imported before the controls: they look for the lists when they meet the
// video and never again, while hls.js, which fills them, arrives much later.
import { AudioTracks } from './audiotracks.js'
import { Renditions } from './renditions.js'

const video = document.querySelector('video')
if (video && ('ManagedMediaSource' in window || 'MediaSource' in window)) {
  // On the element itself, over the getter that Safari has on the prototype.
  Object.defineProperty(video, 'audioTracks', { value: new AudioTracks() })
  Object.defineProperty(video, 'videoRenditions', { value: new Renditions() })
}
