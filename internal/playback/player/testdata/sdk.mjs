// Plays a player in a frame, as a page with a player SDK does, and prints what it saw.
//
//   node sdk.mjs URL [screenshot]
import { main, withPage } from '../../../../e2e/browser/browser.mjs'

const [url, screenshot] = process.argv.slice(2)

await main('node sdk.mjs URL [screenshot]', () => withPage({ viewport: { width: 1280, height: 720 } }, async (page, errors) => {
  page.setDefaultTimeout(20_000)
  await page.goto(url)
  const heard = (type) => page.waitForFunction((t) => heard.some((m) => m.type === t), type)
  const ask = (message, more, id) => page.evaluate(([m, o, i]) => ask(m, o, i).then((arg) => arg ?? null), [message, more, id])
  await heard('sdkSync')
  await heard('ready')
  const seen = { paused: await ask('getPaused'), duration: await ask('getDuration'), size: await ask('getVideoSize'), mp4: await ask('getMp4Url') }
  await ask('mute')
  await ask('setCurrentTime', { currentTime: 4 })
  await ask('play')
  await page.waitForFunction(() => heard.some((m) => m.type === 'timeupdate' && m.currentTime > 4.2))
  await ask('seek', { seek: 5 })
  seen.time = await ask('getCurrentTime')
  await ask('pause')
  await heard('pause')
  await ask('setTheme', { theme: { trackPlayed: 'rgb(255, 94, 58)', text: 'url(https://evil.example)' } })
  await ask('hideTitle')
  await ask('showSubtitles')
  // Neither another player's number nor an unknown function gets an answer.
  seen.silent = await page.evaluate(() => Promise.race([
    ask('getPaused', {}, 8), ask('constructor'), ask('getMuted').then(() => new Promise((r) => setTimeout(r, 300))).then(() => 'silent'),
  ]))
  const frame = page.frames()[1]
  Object.assign(seen, await frame.evaluate(() => {
    const controller = document.querySelector('media-controller')
    return {
      title: getComputedStyle(document.querySelector('.title')).display,
      played: controller.style.getPropertyValue('--look-track-played'), text: controller.style.getPropertyValue('--look-text'),
      subtitles: [...document.querySelector('video').textTracks].filter((t) => t.kind !== 'chapters' && t.mode === 'showing').map((t) => t.language),
      chapters: [...document.querySelector('video').textTracks].filter((t) => t.kind === 'chapters').flatMap((t) => [...t.cues].map((c) => c.text)),
    }
  }))
  seen.events = await page.evaluate(() => [...new Set(heard.map((m) => m.type))].sort())
  await page.mouse.move(400, 400)
  await page.mouse.move(420, 420)
  if (screenshot) await page.waitForTimeout(500)
  if (screenshot) await page.screenshot({ path: screenshot })
  return { ...seen, errors, failure: errors.length ? 'the console shows errors' : undefined }
}))
