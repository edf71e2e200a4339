/**
 * `npm run service -- DIR`: writes a folder that plain workerd serves from, as on a machine of your own: the deploy
 * bundle, its configuration, the page's files. `docs/running.md` says how to run it.
 */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { fromHere } from '../model-build/settings.ts';
import { workerdBinary, writeService } from './service/bundle.ts';

interface Options {
  env?: string;
  var: Record<string, string>;
  secret: string[];
}

function readVar(text: string, before: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('wanted NAME=VALUE');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

const command = new Command('service')
  .description('Writes a folder that plain workerd serves the Worker from.')
  .argument('<folder>', 'is replaced', fromHere)
  .option('--env <name>', "one of wrangler.toml's environments, such as lite")
  .option('--var <NAME=VALUE>', "a variable in place of wrangler.toml's", readVar, {})
  .option(
    '--secret <NAME>',
    'taken from the environment of workerd',
    (name, before: string[]) => [...before, name],
    [],
  )
  .action(async (out: string, { env, var: vars, secret }: Options) => {
    await writeService(out, { environment: env, vars, secrets: secret });
    console.log(`wrote ${out}. To serve from it:

  ${workerdBinary()} serve ${out}/config.capnp \\
    --socket-addr http=127.0.0.1:8787 --directory-path models=${resolve('models')} --directory-path public=${out}/public`);
  });

await command.parseAsync();
