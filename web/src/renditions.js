// Renditions is video.videoRenditions, the list that the quality menu reads
// and writes: one entry per HLS variant, selectedIndex -1 while the player
// chooses by itself.
export class Renditions extends EventTarget {
  #hls
  #list = []

  get length() { return this.#list.length }
  [Symbol.iterator]() { return this.#list.values() }

  get selectedIndex() {
    return this.#hls?.manualLevel ?? -1
  }

  // Takes effect with the next segment, without emptying what is on screen.
  set selectedIndex(index) {
    this.#hls.nextLevel = index
    this.dispatchEvent(new Event('change'))
  }

  // follow fills the list when hls knows what there is. Sound alone has no qualities to choose.
  follow(Hls, hls) {
    this.#hls = hls
    hls.on(Hls.Events.MANIFEST_PARSED, (_event, { levels }) => {
      if (levels.some((level) => level.height)) this.#fill(levels.map(rendition))
    })
  }

  #fill(list) {
    this.#list = list
    Object.assign(this, list) // the menu looks entries up by index
    for (const entry of list) this.dispatchEvent(Object.assign(new Event('addrendition'), { rendition: entry }))
  }
}

// The name is the folder of the rendition's playlist: "source", "720p" and so on.
function rendition(level, index) {
  return {
    id: String(index),
    name: new URL(level.uri, location.href).pathname.split('/').at(-2),
    width: level.width,
    height: level.height,
    bitrate: level.bitrate,
    codec: level.codecs,
  }
}
