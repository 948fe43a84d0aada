// What the scripts here share: a browser that tells nobody anything, and
// answers on standard output as one line of JSON.
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

function findChromium() {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
      if (existsSync(join(folder, name))) return join(folder, name)
    }
  }
  throw new Error('no chromium in PATH')
}

// withPage opens a page, passes it to fn together with the list that its
// errors are added to, and closes the browser whatever happens.
export async function withPage(options, fn) {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    headless: true,
    chromiumSandbox: false,
    args: flags,
  })
  try {
    const page = await browser.newPage(options)
    const errors = []
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(`console: ${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => errors.push(`page: ${error.message}`))
    return await fn(page, errors)
  } finally {
    await browser.close()
  }
}

// main runs fn and exits: 0 when it returned, 1 when what it saw was wrong, 2 on wrong usage.
export async function main(usage, fn) {
  try {
    const result = await fn()
    console.log(JSON.stringify(result))
    process.exitCode = result.failure ? 1 : 0
  } catch (error) {
    if (error.code?.startsWith('ERR_PARSE_ARGS') || error instanceof Usage) {
      console.error(`${error.message}\nusage: ${usage}`)
      process.exitCode = 2
      return
    }
    console.log(JSON.stringify({ failure: error.message }))
    process.exitCode = 1
  }
}

export class Usage extends Error {}
