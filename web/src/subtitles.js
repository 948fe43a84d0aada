const words = (video) => [...video.textTracks].filter(({ kind }) => kind === 'subtitles' || kind === 'captions')

export function showSubtitles(video) {
  const tracks = words(video)
  if (tracks.length && !tracks.some(({ mode }) => mode === 'showing')) tracks[0].mode = 'showing'
}

export function hideSubtitles(video) {
  for (const track of words(video)) track.mode = 'disabled'
}

// whenThere shows subtitles as soon as the stream brings some.
export function whenThere(video) {
  const show = () => {
    if (!words(video).length) return
    video.textTracks.removeEventListener('addtrack', show)
    // Not before the others have come that may be shown by default.
    setTimeout(() => showSubtitles(video))
  }
  video.textTracks.addEventListener('addtrack', show)
  show()
}
