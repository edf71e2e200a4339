import { execFile } from 'node:child_process';
import { Command, Option } from 'commander';
import { CHECKS } from '../doctor/conformance/checks.ts';
import { type Diagnosis, DiagnosisSchema, diagnose } from '../doctor/diagnose.ts';
import { BACKENDS, type BackendName } from '../recipe/backend-names.ts';
import { progress } from '../train/progress.ts';

export const doctorCommand = new Command('doctor')
  .description('what can train here: what is installed, whether it computes right, and how fast')
  .addOption(new Option('--backend <name>', 'this one alone; exits 1 unless it works').choices(BACKENDS))
  .option('--json', 'print one line of JSON a backend')
  .addHelpText(
    'after',
    `
Every operation, every kind of network and the optimizer, forward and backward, are held against plain JavaScript;
then a small GRU and a small gated linear recurrence are trained for some seconds each.

Examples:
  npm run model -- doctor
  npm run model -- doctor --backend webgpu`,
  )
  .action(async ({ backend, json }: { backend?: BackendName; json?: boolean }) => {
    const diagnoses: Diagnosis[] = [];
    if (backend) diagnoses.push(await diagnoseHere(backend));
    else for (const name of BACKENDS) if (name !== 'auto') diagnoses.push(await diagnoseApart(name));
    if (json) for (const diagnosis of diagnoses) console.log(JSON.stringify(diagnosis));
    else console.log(diagnoses.map(describe).join('\n'));
    const bad = diagnoses.some(({ state }) => (backend ? state !== 'works' : state === 'failed'));
    if (bad) process.exitCode = 1;
  });

async function diagnoseHere(name: BackendName): Promise<Diagnosis> {
  const bar = progress(CHECKS.length, 0, 'checks');
  return diagnose(name, (done, check) => bar.update(done, check)).finally(() => bar.stop());
}

/** In a process of its own: two TensorFlow libraries do not share one, and a driver that crashes ends only itself. */
function diagnoseApart(name: BackendName): Promise<Diagnosis> {
  console.error(`checking ${name}`);
  const args = [...process.execArgv, process.argv[1], 'doctor', '--backend', name, '--json'];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      try {
        resolve(DiagnosisSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1)!)));
      } catch {
        const how = error?.signal ? `killed by ${error.signal}` : `exit code ${error?.code ?? 0}`;
        const detail = `backend ${name} died (${how}): ${stderr.trim().split('\n').at(-1)}`;
        resolve({ backend: name, state: 'failed', detail, checks: 0, failures: [], largestDifference: null });
      }
    });
  });
}

function describe(diagnosis: Diagnosis): string {
  const { backend, state, detail, checks, failures, largestDifference, tokensPerSecond } = diagnosis;
  const lines = [`${backend.padEnd(14)} ${state.padEnd(14)} ${detail}`];
  const more = (line: string) => lines.push(`${' '.repeat(30)}${line}`);
  if (largestDifference !== null)
    more(
      `${checks - failures.length} of ${checks} checks, largest difference ${largestDifference.toExponential(1)}`,
    );
  for (const { check, apart, detail } of failures)
    more(`failed: ${check}: ${detail}${apart === undefined ? '' : `, apart by ${apart.toExponential(1)}`}`);
  for (const [cell, speed] of Object.entries(tokensPerSecond ?? {})) more(`${cell}: ${speed} tokens/s`);
  return lines.join('\n');
}
