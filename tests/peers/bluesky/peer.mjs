// Bluesky's own server and its directory of accounts, on loopback only: node peer.mjs DIRECTORY. Prints {"url": ...} when it is ready.
// Both servers would listen on every interface and could ask other machines; the first lines forbid that, whatever they try.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import { join } from 'node:path'
import plc from '@did-plc/server'

const HERE = new Set(['127.0.0.1', '::1', 'localhost', undefined])
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (at, ...rest) {
  const port = typeof at === 'object' ? at.port : at
  return listen.call(this, { port, host: '127.0.0.1' }, rest.find((each) => typeof each === 'function'))
}
const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  const to = Array.isArray(args[0]) ? args[0][0] : args[0]
  if (typeof to === 'object' && !to.path && !HERE.has(to.host)) throw new Error(`A peer for tests tried to reach ${to.host}`)
  return connect.apply(this, args)
}

const secret = () => randomBytes(32).toString('hex')
const directory = process.argv[2]
const free = () => new Promise((found) => {
  const one = net.createServer()
  one.listen(0, () => { const { port } = one.address(); one.close(() => found(port)) })
})
const [directoryPort, port] = [await free(), await free()]

const accounts = plc.PlcServer.create({ db: plc.Database.mock(), port: directoryPort })
await accounts.start()
Object.assign(process.env, {
  LOG_ENABLED: 'false',
  PDS_DEV_MODE: 'true',
  PDS_HOSTNAME: 'localhost',
  PDS_PORT: String(port),
  PDS_DATA_DIRECTORY: directory,
  PDS_BLOBSTORE_DISK_LOCATION: join(directory, 'blobs'),
  PDS_DID_PLC_URL: `http://127.0.0.1:${directoryPort}`,
  PDS_INVITE_REQUIRED: 'false',
  PDS_SERVICE_HANDLE_DOMAINS: '.test',
  PDS_DISABLE_SSRF_PROTECTION: 'true',
  PDS_RATE_LIMITS_ENABLED: 'true',
  PDS_REPO_SIGNING_KEY_K256_PRIVATE_KEY_HEX: secret(),
  PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX: secret(),
  PDS_DPOP_SECRET: secret(),
  PDS_JWT_SECRET: secret(),
  PDS_ADMIN_PASSWORD: secret(),
})
const { PDS, envToCfg, envToSecrets, readEnv } = await import('@atproto/pds')
const env = readEnv()
const server = await PDS.create(envToCfg(env), envToSecrets(env))
await server.start()
console.log(JSON.stringify({ url: `http://localhost:${port}` }))
const end = async () => {
  await server.destroy()
  await accounts.destroy()
  process.exit(0)
}
process.on('SIGTERM', end)
process.stdin.on('end', end).resume() // whoever started us is gone
