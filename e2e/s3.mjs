// Uploads a file with Amazon's SDK for JavaScript to where the fields of an upload's "input" say:
//
//   S3_INPUT='{"endpoint": …}' node s3.mjs buffer|file|stream FILE
//
// buffer and file are lib-storage, which cuts into parts what is long; stream is one PUT of a
// stream whose length nobody tells. Exits 1 with the error's name and text when it fails.
import { createReadStream, readFileSync } from 'node:fs'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'

const [mode, path] = process.argv.slice(2)
const to = JSON.parse(process.env.S3_INPUT)
const client = new S3Client({
  endpoint: to.endpoint,
  region: to.region,
  forcePathStyle: true,
  credentials: { accessKeyId: to.accessKeyId, secretAccessKey: to.secretAccessKey, sessionToken: to.sessionToken ?? undefined },
})
const params = { Bucket: to.bucket, Key: to.key, Body: mode === 'buffer' ? readFileSync(path) : createReadStream(path) }
try {
  await (mode === 'stream' ? client.send(new PutObjectCommand(params)) : new Upload({ client, params }).done())
} catch (error) {
  console.error(`${error.name}: ${error.message}`)
  process.exitCode = 1
}
