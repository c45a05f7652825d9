// `npm start`, `npm run gateway` (-- --role gateway) and `npm run dev` (-- --dev): everything after is the server's.
import { ensureBuild, runServer, stopWithNpm } from './launch.mjs'

stopWithNpm()
ensureBuild()
await runServer(process.argv.slice(2))
