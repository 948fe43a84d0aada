// watch polls the status URL of a video that cannot be played yet, shows how
// far it is, and calls one of on.viewable, on.failed(reason), on.gone, once.
export function watch(panel, on) {
  const url = panel.dataset.statusUrl
  if (!url) return
  let pause = 1000
  const again = () => setTimeout(look, pause)

  async function look() {
    if (document.hidden) {
      document.addEventListener('visibilitychange', look, { once: true })
      return
    }
    const status = await ask(url)
    switch (status?.state) {
      case 'viewable':
      case 'ready': return on.viewable()
      case 'failed': return on.failed(status.reason)
      case 'deleted': return on.gone()
      // A server that does not answer is asked ever less often; one that does, quickly.
      case undefined: pause = Math.min(pause * 2, 15_000); return again()
    }
    pause = Math.min(pause + 200, 4000)
    describe(panel, status)
    again()
  }

  look()
}

async function ask(url) {
  try {
    const answer = await fetch(url, { cache: 'no-store', headers: { Accept: 'application/json' } })
    if (answer.status === 403 || answer.status === 404 || answer.status === 410) return { state: 'deleted' }
    return answer.ok ? await answer.json() : undefined
  } catch {
    return undefined
  }
}

function describe(panel, { state, progress }) {
  panel.dataset.phase = state === 'created' || state === 'uploading' ? 'uploading' : 'processing'
  const bar = panel.querySelector('progress')
  const percent = panel.querySelector('output')
  if (progress > 0) {
    bar.value = progress
    percent.value = `${Math.floor(progress * 100)} %`
  } else {
    bar.removeAttribute('value')
    percent.value = ''
  }
}
