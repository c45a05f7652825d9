// `npm start`, `npm run gateway` (-- --role gateway) and `npm run dev` (-- --dev): everything after is the server's.
import { ensureBuild, runServer } from './launch.mjs'

ensureBuild()
await runServer(process.argv.slice(2))
