// The other origin that the scripts' pages come from: a page, the client library and
// the file to upload, on a free port of 127.0.0.1.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

// serve answers until the server that it returns is closed. script is what the page runs
// after the library has loaded.
export async function serve(body, script = '') {
  const library = await readFile(new URL('node_modules/tus-js-client/dist/tus.min.js', import.meta.url))
  const answers = {
    '/': ['text/html', `<!doctype html><link rel="icon" href="data:,"><script src="/tus.js"></script><script>${script}</script>`],
    '/tus.js': ['text/javascript', library],
    '/file': ['application/octet-stream', body],
  }
  const server = createServer((request, response) => {
    const [type, content] = answers[request.url] ?? ['text/plain', '']
    response.writeHead(content ? 200 : 404, { 'Content-Type': type }).end(content)
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

export const originOf = (server) => `http://127.0.0.1:${server.address().port}`
