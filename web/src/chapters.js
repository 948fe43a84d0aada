// chapters lets the time range show the chapters of a video. Their track is not marked as default in
// the page: a default track of any kind makes Chromium choose captions too, by the viewer's language,
// and show them unasked.
export function chapters(video) {
  const element = video.querySelector('track[kind="chapters"]')
  if (!element) return
  // The time range reads the chapters when something changes among the tracks, and loading is no change.
  element.addEventListener('load', () => video.textTracks.dispatchEvent(new Event('change')), { once: true })
  element.track.mode = 'hidden' // which loads it
}
