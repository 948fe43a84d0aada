// fragment reads the options that a page around the player writes behind the "#" of
// its address, as api.video has them: "autoplay;t=5,20;sdkPlayerId:1". The server never
// sees them. Unknown ones are left out.
export function fragment(hash) {
  const given = new Map()
  for (const entry of hash.replace(/^#/, '').split(';')) {
    const [, name, value = ''] = /^([\w-]+)(?:[:=](.*))?$/.exec(entry.trim()) ?? []
    if (name) given.set(name, decode(value))
  }
  const has = (name) => given.has(name) && given.get(name) !== 'false'
  const [begin, end] = (given.get('t') ?? '').split(',').map(Number)
  return {
    autoplay: has('autoplay'),
    muted: has('muted'),
    loop: has('loop'),
    begin: begin > 0 ? begin : 0,
    end: end > (begin || 0) ? end : Infinity,
    hideTitle: has('hide-title'),
    hideControls: has('hide-controls'),
    hidePoster: has('hide-poster'),
    chromeless: has('chromeless'),
    showSubtitles: has('show-subtitles'),
    sdk: sdk(given),
  }
}

function decode(value) {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

// sdk is who steers the player: the number it was given and the only origin that it listens
// to. Both or neither.
function sdk(given) {
  const id = parseInt(given.get('sdkPlayerId'), 10)
  try {
    const { origin } = new URL(atob(given.get('sdkOrigin')))
    if (id > 0 && origin !== 'null') return { id, origin }
  } catch {
    // no origin, or none that is written as one
  }
  return undefined
}
