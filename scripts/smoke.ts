/** `node scripts/smoke.ts URL`: whether a deployed Worker answers; WORKER_API_KEY is sent where keys are wanted. */
import { smoke } from './launch/smoke.ts';

const [url] = process.argv.slice(2);
if (url === undefined || url === '') {
  console.error('smoke: wanted the address of a Worker, for example https://afterword.example.workers.dev');
  process.exit(1);
}
try {
  console.log(await smoke(url, { apiKey: process.env.WORKER_API_KEY }));
} catch (error) {
  console.error(`smoke: ${(error as Error).message}`);
  process.exitCode = 1;
}
