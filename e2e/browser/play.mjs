// Opens a player page, plays it like a viewer and reports what happened.
//
// Prints {state, currentTime, duration, videoWidth, videoHeight, muted, paused,
// levels, selected, audioTracks, captions, errors, failure?}. See browser.mjs for exit codes.
import { parseArgs } from 'node:util'
import { main, Usage, withPage } from './browser.mjs'

const usage = `node play.mjs [options] URL
  --quality NAME        choose a quality by rendition name ("source", "720p") or size ("720p")
  --menu                choose it through the menu
  --seek SECONDS        seek before playing on
  --audio N             choose the n-th audio track, from 0
  --play SECONDS        how far playback must get from where it started [3]
  --start SECONDS       expect playback to begin here
  --audio-only          expect sound without pictures
  --muted               play without sound
  --autoplay            do not press play: the page must start by itself
  --expect-state STATE  look only at the page's state: playable, processing, uploading, failed or gone
  --screenshot FILE     PNG, taken at the end
  --open-menu           open the settings before the screenshot
  --idle                do not play, only look
  --page                it is not a player, only look
  --size WxH            of the window [1280x720]
  --timeout SECONDS     for everything together [60]`

// A segment that is not there yet is answered with 503, which the player repeats; Chromium logs it.
const late = /status of 503/

const { values: options, positionals } = read()

function read() {
  return parseArgs({
    allowPositionals: true,
    strict: true,
    options: {
      quality: { type: 'string' }, menu: { type: 'boolean' }, seek: { type: 'string' }, audio: { type: 'string' },
      play: { type: 'string', default: '3' }, start: { type: 'string' }, 'audio-only': { type: 'boolean' },
      muted: { type: 'boolean' }, autoplay: { type: 'boolean' }, 'expect-state': { type: 'string' },
      screenshot: { type: 'string' }, 'open-menu': { type: 'boolean' }, idle: { type: 'boolean' }, page: { type: 'boolean' },
      size: { type: 'string', default: '1280x720' }, timeout: { type: 'string', default: '60' },
    },
  })
}

async function run() {
  const [url] = positionals
  if (!url) throw new Usage('no URL given')
  const [width, height] = options.size.split('x').map(Number)
  const viewport = { width, height }
  const phone = width < 600
  return withPage({ viewport, isMobile: phone, hasTouch: phone, deviceScaleFactor: phone ? 2 : 1 }, async (page, errors) => {
    page.setDefaultTimeout(Number(options.timeout) * 1000)
    let failure
    try {
      await page.goto(url)
      if (options.page) await page.waitForLoadState('networkidle')
      else if (options['expect-state']) await expectState(page, options['expect-state'])
      else await watch(page)
      if (options['open-menu']) await openMenu(page)
    } catch (error) {
      failure = error.message
    }
    // A 404 for the page itself is what "gone" looks like, and Chromium logs it.
    const gone = options['expect-state'] === 'gone'
    const seen = errors.filter((e) => !late.test(e) && !(gone && e.includes(url)))
    if (!failure && seen.length) failure = 'the console shows errors'
    if (options.screenshot) await settled(page)
    if (options.screenshot) await page.screenshot({ path: options.screenshot })
    return { failure, ...(await report(page)), errors: seen }
  })
}

// settled shows the controls and lets what fades or slides come to its end.
async function settled(page) {
  await page.mouse.move(200, 200, { steps: 2 })
  await page.evaluate(() => Promise.allSettled(document.getAnimations()
    .filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished)))
}

async function expectState(page, wanted) {
  const [state, phase] = wanted === 'processing' || wanted === 'uploading' ? ['waiting', wanted] : [wanted]
  const panel = phase ? `.panel[data-for="waiting"][data-phase="${phase}"]` : 'body'
  await page.locator(`body[data-state="${state}"]`).waitFor()
  await page.locator(panel).first().waitFor()
}

async function watch(page) {
  await page.locator('body[data-state="playable"]').waitFor()
  const video = page.locator('video')
  if (options.muted) await video.evaluate((v) => { v.muted = true })
  if (options.idle) return
  await page.waitForFunction(() => document.querySelector('video').currentSrc)
  if (!options.autoplay) await page.locator('media-play-button.begin').click()
  await page.waitForFunction(() => document.querySelector('video').currentTime > 0 && !document.querySelector('video').paused)
  if (options.start) await startedAt(video, Number(options.start))
  if (options.quality) await choose(page, options.quality)
  if (options.audio) await chooseAudio(page, Number(options.audio))
  if (options.seek) await video.evaluate((v, to) => { v.currentTime = to }, Number(options.seek))
  await advance(page, Number(options.play))
  if (options['audio-only']) await page.locator('.artwork:visible').waitFor()
}

async function startedAt(video, wanted) {
  const now = await video.evaluate((v) => v.currentTime)
  if (now < wanted || now > wanted + 5) throw new Error(`playback began at ${now} s, not ${wanted} s`)
}

// advance returns once the picture (or sound) has moved on by so many seconds.
async function advance(page, seconds) {
  const from = await page.evaluate(() => document.querySelector('video').currentTime)
  await page.waitForFunction((to) => document.querySelector('video').currentTime > to, from + seconds)
}

async function choose(page, quality) {
  await page.waitForFunction(() => document.querySelector('video').videoRenditions?.length > 0)
  const found = await page.evaluate((name) => {
    const list = [...document.querySelector('video').videoRenditions]
    const size = (r) => `${Math.min(r.width, r.height)}p`
    const index = [list.findIndex((r) => r.name === name), list.findIndex((r) => size(r) === name)].find((i) => i >= 0)
    return index === undefined ? null : { index, ...list[index], size: size(list[index]) }
  }, quality)
  if (!found) throw new Error(`no quality ${quality} is offered`)
  if (options.menu) await pickQuality(page, found)
  else await page.evaluate((index) => { document.querySelector('video').videoRenditions.selectedIndex = index }, found.index)
  await page.waitForFunction(
    ({ index, width, height }) => {
      const v = document.querySelector('video')
      // A rotated rendition shows with its sides exchanged.
      return v.videoRenditions.selectedIndex === index && Math.min(v.videoWidth, v.videoHeight) === Math.min(width, height)
    }, found)
}

async function openMenu(page) {
  await page.mouse.move(40, 40)
  const menu = page.locator('media-settings-menu')
  if (await menu.evaluate((m) => m.hidden)) await press(page.locator('media-settings-menu-button'))
  await page.waitForFunction(() => !document.querySelector('media-settings-menu').hidden)
}

async function pickQuality(page, { size }) {
  await openMenu(page)
  await press(page.locator('media-settings-menu-item', { hasText: 'Quality' }).first())
  await page.waitForFunction(() => !document.querySelector('media-rendition-menu').hidden)
  await press(page.locator('media-rendition-menu media-chrome-menu-item', { hasText: size }).first())
}

// press activates a part of the menu without the mouse: menus slide and grow
// while they open, and under load a click lands beside what it was aimed at.
async function press(locator) {
  await locator.evaluate((element) => element.click())
}

async function chooseAudio(page, index) {
  await page.evaluate((i) => { [...document.querySelector('video').audioTracks][i].enabled = true }, index)
  await page.waitForFunction((i) => [...document.querySelector('video').audioTracks][i].enabled, index)
}

async function report(page) {
  return page.evaluate(() => {
    const v = document.querySelector('video')
    const state = document.body.dataset.state
    if (!v) return { state, levels: [], audioTracks: [], captions: [] }
    return {
      state,
      currentTime: v.currentTime, duration: v.duration, videoWidth: v.videoWidth, videoHeight: v.videoHeight,
      muted: v.muted, paused: v.paused,
      levels: [...(v.videoRenditions ?? [])], selected: v.videoRenditions?.selectedIndex ?? -1,
      audioTracks: [...(v.audioTracks ?? [])].map(({ label, language, enabled }) => ({ label, language, enabled })),
      captions: [...v.textTracks].filter((t) => t.kind !== 'metadata').map(({ label, language }) => ({ label, language })),
    }
  })
}

await main(usage, run)
