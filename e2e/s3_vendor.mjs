// The vendor's flow with fetch, and its access token by an OpenID client library from the realm's
// well-known document: token, create, PUT, complete, until it is ready.
//
//   node s3_vendor.mjs BASE-URL CLIENT-ID CLIENT-SECRET FILE
//
// NODE_EXTRA_CA_CERTS names a file with the certificate to trust. Prints {media, token, claims} as JSON.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import * as openid from 'openid-client'

const [base, clientID, clientSecret, path] = process.argv.slice(2)

const config = await openid.discovery(new URL(`${base}/realms/acme`), clientID, clientSecret, undefined, {
  execute: base.startsWith('http:') ? [openid.allowInsecureRequests] : [],
})
const token = await openid.clientCredentialsGrant(config)
const claims = JSON.parse(Buffer.from(token.access_token.split('.')[1], 'base64url'))

async function call(method, address, body) {
  const response = await fetch(base + address, {
    method,
    headers: { Authorization: `Bearer ${token.access_token}`, ...(body && { 'Content-Type': 'application/json' }) },
    body: body && JSON.stringify(body),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${JSON.stringify(answer)}`)
  return answer.data
}

const made = await call('POST', '/v2/uploads', { fileName: 'harbour.mp4', type: 'put' })
const sent = await fetch(made.input.url, { method: 'PUT', body: await readFile(path) })
if (!sent.ok) throw new Error(`PUT: ${sent.status} ${await sent.text()}`)
const { mediaId } = await call('POST', `/v2/uploads/${made.id}/complete`)
let media
const deadline = Date.now() + 90_000
do {
  media = await call('GET', `/v2/media/${mediaId}`)
  if (media.status === 'ready' || media.status === 'failed') break
  await sleep(200)
} while (Date.now() < deadline)
console.log(JSON.stringify({ media, token: { type: token.token_type, expires: token.expires_in }, claims }))
