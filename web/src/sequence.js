// sequence keeps playback between two times: at the end it starts again or stops, and
// whoever plays on from there begins anew.
export function sequence(video, { begin, end, loop }) {
  if (end === Infinity) return
  const over = () => video.currentTime >= end
  video.addEventListener('timeupdate', () => {
    if (!over() || video.paused) return
    if (loop()) video.currentTime = begin
    else video.pause()
  })
  video.addEventListener('play', () => {
    if (over()) video.currentTime = begin
  })
}
