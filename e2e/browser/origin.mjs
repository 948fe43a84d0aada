// The other origin that the scripts' pages come from: a page, the client libraries and
// the file to upload, on a free port of 127.0.0.1.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'

// serve answers until the server that it returns is closed. script is what the page runs
// after the libraries, files of node_modules, have loaded.
export async function serve(body, script = '', libraries = ['tus-js-client/dist/tus.min.js']) {
  const scripts = await Promise.all(libraries.map(async (path, i) => (
    [`/library-${i}.js`, ['text/javascript', await readFile(new URL(`node_modules/${path}`, import.meta.url))]])))
  const loads = scripts.map(([url]) => `<script src="${url}"></script>`).join('')
  const answers = {
    '/': ['text/html', `<!doctype html><link rel="icon" href="data:,">${loads}<script>${script}</script>`],
    ...Object.fromEntries(scripts),
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
