// Calls the vendor's SDK for Node.js by the names of its methods, so that a test reads like a
// program that uses it:
//
//   node apivideo.mjs BASE-URI KEY CHUNK-BYTES
//
// Every line of standard input is a call, {call: "videos.create", args: […], keep?, watch?}. The
// answer is one line: {value}, or {status, problem, error} of what the SDK throws. "methods" as a call lists
// all that the SDK has. keep names an object to be called later ("session.uploadPart");
// watch hands a progress listener over and adds {progress: […]}. Texts that are times in UTC become a Date.
import { createInterface } from 'node:readline'
import ApiVideoClient from '@api.video/nodejs-client'

const [baseUri, apiKey, chunkSize] = process.argv.slice(2)
if (!chunkSize) {
  console.error('a base URI, a key and a chunk size are needed')
  process.exit(2)
}

// Without a key it is the client of somebody who was given an upload token.
const options = { baseUri, chunkSize: Number(chunkSize), applicationName: 'harbour', applicationVersion: '1.2.3' }
const owner = new ApiVideoClient({ ...options, apiKey })
const guest = new ApiVideoClient(options)
const kept = { guest: guest.videos }

const groups = () => Object.entries(Object.getOwnPropertyDescriptors(ApiVideoClient.prototype))
  .filter(([, property]) => property.get).map(([name]) => name)

const methods = () => groups().flatMap((group) => Object.getOwnPropertyNames(Object.getPrototypeOf(owner[group]))
  .filter((name) => name !== 'constructor' && !name.endsWith('WithResponseHeaders')).map((name) => `${group}.${name}`))

const revive = (_key, value) => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value)

async function perform({ call, args = [], keep, watch }) {
  if (call === 'methods') return { value: methods() }
  if (call === 'getAccessToken') return { value: await owner.getAccessToken() }
  const [name, method] = call.split('.')
  const progress = []
  const listener = watch ? [(event) => progress.push(event)] : []
  const value = await (kept[name] ?? owner[name])[method](...args, ...listener)
  if (!keep) return { value, progress }
  kept[keep] = value
  return {}
}

for await (const line of createInterface({ input: process.stdin })) {
  const answer = await perform(JSON.parse(line, revive))
    .catch((error) => ({ status: error.code ?? -1, problem: error.problemDetails, error: String(error.stack ?? error) }))
  console.log(JSON.stringify(answer))
}
