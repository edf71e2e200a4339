/**
 * Loaded into wrangler before its own code (`node --import`). Nothing that it asks for leaves the machine, and it ends
 * when the process that started it does, however that ended.
 */
import dns from 'node:dns';
import { isIP } from 'node:net';

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => {
  if (name === 'localhost' || isIP(name)) return lookup(name, ...rest);
  const callback = rest.at(-1);
  const error = Object.assign(new Error(`${name}: a local server looks up no name`), { code: 'ENOTFOUND' });
  process.nextTick(callback, error);
};

process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
