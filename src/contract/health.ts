/** The wire of `GET /health`. */
import * as z from 'zod';

export const HealthSchema = z.object({
  status: z.literal('ok').describe('The isolate that answers is alive.'),
  isolate: z
    .object({
      models: z.array(z.string()).describe('What is loaded, as `name/version`.'),
      steps: z.number().int().describe('Tokens read and said since it began.'),
      wasmMemoryBytes: z.number().int().describe('WebAssembly memory in use.'),
    })
    .describe('The isolate that answers; another may answer next.'),
});
export type Health = z.infer<typeof HealthSchema>;
