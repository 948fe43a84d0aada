// hls.js gives every text track that it makes an empty file as a data: URL, which the content
// policy of the page does not allow. A blob: URL is as empty and is allowed. The browser
// begins to load a track in a later task, so that it never sees the first address.
export function withoutData(video) {
  let empty
  new MutationObserver((changes) => {
    for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (node.localName !== 'track' || !node.src.startsWith('data:')) continue
      empty ??= URL.createObjectURL(new Blob(['WEBVTT'], { type: 'text/vtt' }))
      node.src = empty
    }
  }).observe(video, { childList: true })
}
