// AudioTracks is video.audioTracks over hls.js, for the menu: the standard's
// list of tracks with one enabled, which most browsers do not have of their own.
export class AudioTracks extends EventTarget {
  #list = []

  get length() { return this.#list.length }
  [Symbol.iterator]() { return this.#list.values() }

  follow(Hls, hls) {
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, (_event, { audioTracks }) => {
      this.#fill(audioTracks.map((entry, index) => track(hls, entry, index)))
    })
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, () => this.dispatchEvent(new Event('change')))
  }

  #fill(list) {
    const old = this.#list
    this.#list = list
    for (const gone of old) this.dispatchEvent(Object.assign(new Event('removetrack'), { track: gone }))
    for (const come of list) this.dispatchEvent(Object.assign(new Event('addtrack'), { track: come }))
  }
}

function track(hls, { name, lang }, index) {
  return {
    id: String(index),
    kind: 'main',
    label: name,
    language: lang ?? '',
    get enabled() { return hls.audioTrack === index },
    set enabled(on) { if (on) hls.audioTrack = index },
  }
}
